/** What somebody else did, for those who do not see it. */

import { quoted } from './text.js';

const TOGETHER = 700;
const FEW = 3;

const element = document.getElementById('news');
let waiting = [];

/** Tells of changes to a screen reader, those of a moment together. */
export function tellNews(changes) {
  if (waiting.length === 0) setTimeout(tell, TOGETHER);
  waiting = waiting.concat(changes);
}

function tell() {
  const changes = waiting;
  waiting = [];
  element.textContent = changes.length > FEW
    ? `${changes.length} entries were changed elsewhere.`
    : changes.map(describe).join(' ');
}

function describe({ before, entry }) {
  return `${quoted((entry ?? before).title)} ${what(before, entry)} elsewhere.`;
}

function what(before, entry) {
  if (!entry) return 'was deleted';
  if (!before) return 'was added';
  if (before.done !== entry.done) return entry.done ? 'is done' : 'is not done';
  return 'was changed';
}
