/** Where the person is: in the address, so that it can be kept and shared. */

import { OpenList } from './open-list.js';
import { recall, remember } from './remember.js';
import { WINDOW, changed, state } from './state.js';

const SHOWS = ['all', 'active', 'completed'];
const LAST = 'todo.last-list';

/** Returns the address of a list, or of a part of it. */
export function link(list, show = 'all', find = '') {
  const query = new URLSearchParams({ list });
  if (show !== 'all') query.set('show', show);
  if (find) query.set('q', find);
  return `/?${query}`;
}

/** Goes to an address of this page. */
export function go(address) {
  history.pushState(null, '', address);
  show();
}

/** Goes to an address in place of the one where the person is. */
export function replace(address) {
  history.replaceState(null, '', address);
  show();
}

/** Shows what the address says. */
export function show() {
  const query = new URLSearchParams(location.search);
  const wanted = query.get('show');
  state.show = SHOWS.includes(wanted) ? wanted : 'all';
  state.find = query.get('q') ?? '';
  state.window = WINDOW;
  const name = query.get('list');
  if (name !== (state.list?.name ?? null)) {
    state.list?.close();
    state.editing?.cancel();
    state.list = name ? new OpenList(name) : null;
    state.at = null;
    if (name) remember(LAST, name);
  }
  choose();
  changed();
}

/** Opens the list of last time, or the first, if the address names none. */
export function choose() {
  if (state.list || state.lists.size === 0) return;
  const last = recall(LAST);
  const [first] = state.lists.keys();
  replace(link(state.lists.has(last) ? last : first));
}

/** Leaves a list that has ended. */
export function leave(name) {
  if (!isCurrent(name)) return;
  const [other] = [...state.lists.keys()].filter((list) => list !== name);
  replace(other === undefined ? '/' : link(other));
}

export function isCurrent(name) {
  return state.list?.name === name;
}
