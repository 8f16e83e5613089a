/** Keys for those who would rather not reach for the mouse. */

import { remove } from './actions.js';
import { beginToEdit } from './editing.js';
import { go, link } from './navigate.js';
import { recall, remember } from './remember.js';
import { toggle } from './rows.js';
import { state } from './state.js';
import { undo } from './undo.js';

const SETTING = 'todo.keys';

const byId = (id) => document.getElementById(id);

const KEYS = {
  'n': () => byId('add-title').focus(),
  '/': () => {
    byId('find-text').focus();
    byId('find-text').select();
  },
  'j': () => move(1),
  'ArrowDown': () => move(1),
  'k': () => move(-1),
  'ArrowUp': () => move(-1),
  'x': () => withEntry((entry) => toggle(entry, !entry.done)),
  'e': () => withEntry((entry) => beginToEdit(state.list, entry.id)),
  'd': () => withEntry((entry) => remove(state.list, entry)),
  'Delete': () => withEntry((entry) => remove(state.list, entry)),
  'u': () => undo(),
  '1': () => filter('all'),
  '2': () => filter('active'),
  '3': () => filter('completed'),
  '?': () => byId('help').showModal(),
};

/** Listens to keys, unless they were switched off. */
export function listenToKeys() {
  const use = byId('use-keys');
  use.checked = recall(SETTING) !== 'off';
  use.addEventListener('change', () => {
    remember(SETTING, use.checked ? 'on' : 'off');
  });
  document.addEventListener('keydown', (event) => {
    const handle = use.checked && keyOf(event);
    if (!handle) return;
    event.preventDefault();
    handle();
  });
  byId('find-text').addEventListener('keydown', ({ key, target }) => {
    // The browser empties the field at the first Escape.
    if (key === 'Escape' && !target.value) target.blur();
  });
  byId('add-title').addEventListener('keydown', ({ key, target }) => {
    if (key === 'Escape') target.blur();
  });
}

function keyOf(event) {
  const { key, target } = event;
  const isBusy = event.defaultPrevented || event.isComposing ||
    document.querySelector('dialog[open]');
  if (isBusy) return null;
  const isControl = event.ctrlKey || event.metaKey;
  const isUndo = isControl && key === 'z' && !event.shiftKey;
  // In an empty field there is nothing else to undo.
  if (isUndo && (!isWriting(target) || target.value === '')) return KEYS.u;
  if (isWriting(target)) return null;
  if (isControl || event.altKey) return null;
  const isCheck = target.matches('.entry .check input');
  if (key === 'Enter' && isCheck) return KEYS.e;
  return KEYS[key];
}

function isWriting(target) {
  const isCheck = target.matches('input[type=checkbox]');
  return target.matches('input, textarea, select') && !isCheck;
}

function withEntry(handle) {
  const row = document.activeElement?.closest('.entry');
  const entry = row && state.list?.entries.get(Number(row.dataset.id));
  if (entry && entry.id > 0) handle(entry);
}

/** Goes to another entry; from nowhere, to the one where it was last. */
function move(step) {
  const rows = [...document.querySelectorAll('.entry')];
  const isHere = document.activeElement?.closest('.entry');
  const at = rows.findIndex((row) => Number(row.dataset.id) === state.at);
  const last = rows.length - 1;
  const next = isHere || at < 0 ? at + step : at;
  rows[Math.min(Math.max(next, 0), last)]?.querySelector('input').focus();
}

function filter(show) {
  if (state.list) go(link(state.list.name, show, state.find));
}
