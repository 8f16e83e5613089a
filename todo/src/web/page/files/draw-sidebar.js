/** The lists at the side. */

import { isFinding } from './lists.js';
import { link } from './navigate.js';
import { state } from './state.js';

/** With fewer lists than this nobody needs to search for one. */
const FEW = 15;

const names = document.getElementById('list-names');
const more = document.getElementById('more-lists');
const find = document.getElementById('find-list');
const collator = new Intl.Collator('en', { numeric: true });
const rows = new Map();

/** Mends what is drawn of the lists. */
export function drawSidebar() {
  const lists = [...state.lists.values()]
    .sort((a, b) => collator.compare(a.name, b.name));
  const shown = new Set(lists.map((list) => list.name));
  for (const [name, { element }] of rows) {
    if (shown.has(name)) continue;
    element.remove();
    rows.delete(name);
  }
  lists.forEach((list, at) => {
    const row = rows.get(list.name) ?? makeRow(list.name);
    drawRow(row, list);
    const place = names.children[at] ?? null;
    if (place !== row.element) names.insertBefore(row.element, place);
  });
  more.hidden = state.nextList === null;
  find.hidden = state.lists.size < FEW && state.nextList === null &&
    !isFinding();
}

function makeRow(name) {
  const element = document.createElement('li');
  const anchor = document.createElement('a');
  anchor.href = link(name);
  const title = document.createElement('span');
  title.className = 'name';
  title.dir = 'auto';
  title.textContent = name;
  const number = document.createElement('span');
  number.className = 'number';
  const unit = document.createElement('span');
  unit.className = 'hidden';
  unit.textContent = ' open';
  anchor.append(title, ' ', number, unit);
  element.append(anchor);
  const row = { element, anchor, number };
  rows.set(name, row);
  return row;
}

function drawRow({ anchor, number }, { name, open }) {
  const { list } = state;
  const isCurrent = list?.name === name;
  const count = isCurrent && list.isWhole ? list.entries.open : open;
  const text = count.toLocaleString('en');
  if (number.textContent !== text) number.textContent = text;
  if (isCurrent) anchor.setAttribute('aria-current', 'page');
  else anchor.removeAttribute('aria-current');
}
