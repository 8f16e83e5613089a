/**
 * The page: where to begin to read.
 *
 * What is shown is a function of the state: whoever changes `state` calls
 * `changed`, and before the next frame `draw` mends what is different. What
 * is known of a list is in `entries.js`: what the server has said, and above
 * it what was asked and is not answered yet.
 */

import { watchLists } from './lists.js';
import { state, onChange, changed } from './state.js';
import { today } from './dates.js';
import { show } from './navigate.js';
import { drawSidebar } from './draw-sidebar.js';
import { drawList } from './draw-list.js';
import { drawEntries } from './draw-entries.js';
import { listenToControls } from './controls.js';
import { listenToRows } from './rows.js';
import { listenToKeys } from './keyboard.js';
import { listenToImport } from './import.js';

onChange(() => {
  drawSidebar();
  drawEntries();
  drawList();
});

listenToControls();
listenToRows();
listenToKeys();
listenToImport();

/** Moves entries to the groups of a new day, at midnight or on waking up. */
function keepTheDay() {
  const day = today();
  if (state.today !== day) {
    state.today = day;
    changed();
  }
}
setInterval(keepTheDay, 30_000);
addEventListener('visibilitychange', keepTheDay);

addEventListener('popstate', show);
addEventListener('beforeunload', (event) => {
  // Something was asked and is not answered: the browser asks whether to stay.
  if (state.list?.entries.isWaiting()) event.preventDefault();
});

watchLists();
show();
