/** The list of lists. */

import { Failed, ask, listPath, readLists } from './api.js';
import { listenTogether } from './listen-together.js';
import { choose } from './navigate.js';
import { changed, state } from './state.js';
import { tellFailure } from './toasts.js';

const PAGE = 100;
const MOST = 1000;
const OFTEN = 30_000;

/** What the lists are searched for. */
let find = '';

/** The last reading, after which comes the next. */
let turn = Promise.resolve();

/** Reads the lists, and keeps up with those that begin and end. */
export function watchLists() {
  listenTogether('/api/v1/events', {
    open: refresh,
    cut: () => setCut(true),
    on: { began: refresh, ended: refresh },
  });
  // Nobody tells of the counts of lists that are not open.
  setInterval(() => document.hidden || refresh(), OFTEN);
  addEventListener('focus', refresh);
}

/** Reads as many lists again as were read. */
export function refresh() {
  return read(async () => {
    const limit = Math.min(Math.max(state.lists.size, PAGE), MOST);
    const page = await readLists(null, limit, find);
    state.lists.clear();
    take(page);
  });
}

/** Reads the lists that come next. */
export function readMore() {
  return read(async () => take(await readLists(state.nextList, PAGE, find)));
}

/** Shows only lists with this in their names. */
export function findLists(text) {
  find = text;
  return refresh();
}

export function isFinding() {
  return find !== '';
}

/** Begins a list, or finds that there is one. Returns whether it is there. */
export async function beginList(name) {
  try {
    const summary = await ask('PUT', listPath(name));
    state.lists.set(name, summary);
    changed();
    return true;
  } catch (error) {
    return tellFailure(error, 'The list was not begun');
  }
}

/** Ends a list, with all that is in it. Returns whether it was ended. */
export async function endList(name) {
  try {
    await ask('DELETE', listPath(name));
  } catch (error) {
    // Somebody else was faster.
    const isGone = error instanceof Failed && error.status === 404;
    if (!isGone) return tellFailure(error, 'The list was not deleted');
  }
  state.lists.delete(name);
  changed();
  return true;
}

function take({ lists, next }) {
  lists.forEach((list) => state.lists.set(list.name, list));
  state.nextList = next;
  state.areListsRead = true;
  choose();
}

/** Reads once all that is asked for was read. */
function read(work) {
  const done = turn.then(work).then(() => setCut(false), (error) => {
    setCut(true);
    if (!(error instanceof Failed)) throw error;
  });
  turn = done.catch(() => {});
  return done;
}

function setCut(isCut) {
  state.areListsCut = isCut;
  changed();
}
