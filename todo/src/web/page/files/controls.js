/** The controls around the entries: forms, buttons, links. */

import { removeDone, setAllDone } from './actions.js';
import { listenToAdding } from './adding.js';
import {
  beginList, endList, findLists, readMore, refresh,
} from './lists.js';
import { go, leave, link, replace } from './navigate.js';
import { WINDOW, changed, state } from './state.js';
import { count } from './text.js';

const byId = (id) => document.getElementById(id);
const on = (id, kind, handle) => byId(id).addEventListener(kind, handle);

/** Listens to all of them. */
export function listenToControls() {
  listenToAdding();
  onSubmit('new-list', begin);
  onSubmit('first-list', begin);
  onSubmit('find', () => byId('entries').querySelector('input')?.focus());
  onSubmit('find-list', () => {});
  on('find-text', 'input', ({ target }) => search(target.value));
  on('find-list-name', 'input', ({ target }) => findLists(target.value));
  on('more-lists', 'click', readMore);
  on('more', 'click', () => {
    state.window += WINDOW;
    changed();
  });
  on('all-done', 'change', ({ target }) => {
    setAllDone(state.list, target.checked);
  });
  on('clear', 'click', () => {
    byId('add-title').focus();
    removeDone(state.list);
  });
  on('end-list', 'click', end);
  on('read-again', 'click', () => state.list.read());
  on('reconnect', 'click', () => {
    state.list?.reconnect();
    refresh();
  });
  on('show-help', 'click', () => byId('help').showModal());
  on('show-lists', 'click', () => showLists(byId('lists').dataset.open !== ''));
  document.addEventListener('click', followLink);
  document.addEventListener('click', closeMenus);
  document.addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (key !== 'Escape' || defaultPrevented) return;
    showLists(false);
    const menu = document.querySelector('.menu[open]');
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}

/** Searches the list; the address keeps up without a step in the history. */
export function search(text) {
  replace(link(state.list.name, state.show, text));
}

function onSubmit(id, handle) {
  on(id, 'submit', (event) => {
    event.preventDefault();
    handle(event.target);
  });
}

async function begin({ elements }) {
  const name = elements.name.value.trim();
  if (!name) return;
  // Browsers take these for steps of a path.
  const isStep = name === '.' || name === '..';
  elements.name.setCustomValidity(isStep ? 'Choose another name.' : '');
  if (!elements.name.reportValidity()) return;
  if (!await beginList(name)) return;
  elements.name.value = '';
  go(link(name));
  showLists(false);
  // It is drawn by then.
  requestAnimationFrame(() => byId('add-title').focus());
}

async function end() {
  const { name, entries } = state.list;
  const size = count(entries.size, 'entry', 'entries');
  byId('ask-title').textContent = `Delete “${name}”?`;
  byId('ask-text').textContent = entries.size
    ? `It has ${size}. This cannot be undone; an export keeps them.`
    : 'It is empty.';
  const dialog = byId('ask');
  dialog.returnValue = 'no';
  dialog.showModal();
  await new Promise((resolve) =>
    dialog.addEventListener('close', resolve, { once: true }));
  if (dialog.returnValue !== 'yes') return;
  if (await endList(name)) leave(name);
}

function showLists(isOpen) {
  const lists = byId('lists');
  if (isOpen) lists.dataset.open = '';
  else delete lists.dataset.open;
  byId('show-lists').setAttribute('aria-expanded', String(isOpen));
}

/** Follows a link to another part of the page without loading it again. */
function followLink(event) {
  const anchor = event.target.closest('a[href^="/?"]');
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey &&
    !event.shiftKey && !event.altKey;
  if (!anchor || !isPlain) return;
  event.preventDefault();
  go(anchor.getAttribute('href'));
  showLists(false);
}

function closeMenus({ target }) {
  for (const menu of document.querySelectorAll('.menu[open]')) {
    const isChosen = menu.contains(target) && target.closest('li');
    if (isChosen || !menu.contains(target)) menu.open = false;
  }
}
