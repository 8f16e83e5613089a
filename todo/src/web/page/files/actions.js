/** What can be done with entries: shown at once, then asked for. */

import { ask, entriesPath, entryPath } from './api.js';
import { changed } from './state.js';
import { count, quoted } from './text.js';
import { tellDone, tellFailure } from './toasts.js';
import { canUndo, forget, offerUndo } from './undo.js';
import { ASKED } from './version.js';

/** How many requests are under way when many entries are brought back. */
const AT_ONCE = 4;

/** Which version an entry must have to be changed: any. */
const whatever = () => null;

let lastNew = 0;

/**
 * Adds an entry. By the key the server knows the question again if it is asked
 * twice; `refuse` is given the error if it was not added.
 */
export async function add(list, draft, key, refuse) {
  lastNew -= 1;
  const id = lastNew;
  const entry = { ...draft, id, done: false, version: ASKED };
  const step = canUndo(`Added ${quoted(draft.title)}.`, () =>
    step.added && withdraw(list, step.added));
  const change = { entries: new Map([[id, entry]]), isNew: true };
  const isAdded = await attempt(list, [id], change, async (done) => {
    const path = entriesPath(list.name);
    step.added = await ask('POST', path, { json: draft, key });
    done.push({ id: step.added.id, entry: step.added });
  }, (error) => {
    forget(step);
    refuse(error);
  });
  if (isAdded && list.phase !== 'there') list.reconnect();
}

/** Says that an entry is done, or that it is not. */
export async function setDone(list, entry, done) {
  const step = canUndo(
    `${quoted(entry.title)} is ${done ? 'done' : 'not done'}.`,
    () => patch(list, entry, { done: !done }, whatever, cannotUndo),
  );
  const isDone = await patch(list, entry, { done }, whatever, (error) => {
    forget(step);
    const again = () => setDone(list, entry, done);
    tellFailure(error, `${quoted(entry.title)} was not changed`, again);
  });
  if (isDone) offerUndo(step);
}

/**
 * Changes an entry, if nobody has since `match`. `refuse` is given the error
 * if it was not changed.
 */
export async function edit(list, before, wanted, match, refuse) {
  const { id, title, date } = before;
  // Only what was written here is undone, not what somebody else wrote over
  // it; to have removed it and brought it back does not matter.
  const unchanged = () => {
    const now = list.entries.said(id);
    const isOurs = now?.title === wanted.title && now.date === wanted.date;
    return isOurs ? now.version : match;
  };
  const step = canUndo(`Changed ${quoted(title)}.`, () =>
    patch(list, before, { title, date }, unchanged, cannotUndo));
  await patch(list, before, wanted, () => match, (error) => {
    forget(step);
    refuse(error);
  });
}

/** Removes an entry. */
export async function remove(list, entry) {
  const step = canUndo(`Deleted ${quoted(entry.title)}.`, () =>
    bringBack(list, [entry]));
  const isDone = await withdraw(list, entry, (error) => {
    forget(step);
    const again = () => remove(list, entry);
    tellFailure(error, `${quoted(entry.title)} was not deleted`, again);
  });
  if (isDone) offerUndo(step);
}

/** Says that all entries are done, or that none is. */
export async function setAllDone(list, done) {
  const entries = list.entries.slice(done ? 'active' : 'completed')
    .filter((entry) => entry.id > 0);
  const ids = entries.map((entry) => entry.id);
  const are = count(ids.length, 'entry is', 'entries are');
  const before = { done: !done };
  const step = canUndo(`${are} ${done ? '' : 'not '}done.`, () =>
    each(list, ids, { patch: before }, (id) =>
      ask('PATCH', entryPath(list.name, id), { json: before })));
  const change = { patch: { done, version: ASKED } };
  const isDone = await attempt(list, ids, change, async (told) => {
    const path = `${entriesPath(list.name)}?done=${!done}`;
    const { version } = await ask('PATCH', path, { json: { done } });
    for (const id of ids) {
      const said = list.entries.said(id);
      if (said) told.push({ id, entry: { ...said, done, version } });
    }
  }, (error) => {
    forget(step);
    tellFailure(error, 'Nothing was changed', () => setAllDone(list, done));
  });
  if (isDone) offerUndo(step);
}

/** Removes all entries that are done. */
export async function removeDone(list) {
  const entries = list.entries.slice('completed');
  const ids = entries.map((entry) => entry.id);
  const step = canUndo(`Deleted ${count(ids.length, 'entry', 'entries')}.`,
    () => bringBack(list, entries));
  const isDone = await attempt(list, ids, { gone: true }, async (told) => {
    const path = `${entriesPath(list.name)}?done=true`;
    const { version } = await ask('DELETE', path);
    ids.forEach((id) => told.push({ id, entry: null, version }));
  }, (error) => {
    forget(step);
    tellFailure(error, 'Nothing was deleted', () => removeDone(list));
  });
  if (isDone) offerUndo(step);
}

/** Puts entries back as they were, under the same numbers. */
export function bringBack(list, entries) {
  const was = new Map(entries.map((entry) => [entry.id, entry]));
  return each(list, [...was.keys()], { entries: was }, (id) => {
    const { title, date, done } = was.get(id);
    const json = { title, date, done };
    return ask('PUT', entryPath(list.name, id), { json });
  });
}

function patch(list, { id }, wanted, match, refuse) {
  const change = { patch: { ...wanted, version: ASKED } };
  return attempt(list, [id], change, async (told) => {
    const path = entryPath(list.name, id);
    const request = { json: wanted, match: match() };
    const entry = await ask('PATCH', path, request);
    told.push({ id, entry });
  }, refuse);
}

function withdraw(list, { id }, refuse = cannotUndo) {
  return attempt(list, [id], { gone: true }, async (told) => {
    const said = list.entries.said(id);
    await ask('DELETE', entryPath(list.name, id));
    if (!said) return;
    // At which version is told by an event; it is after the last one.
    const [name, number] = said.version.split('-');
    told.push({ id, entry: null, version: `${name}-${Number(number) + 1}` });
  }, refuse);
}

/** Asks something of each of these entries. */
function each(list, ids, change, request) {
  const left = [...ids];
  return attempt(list, ids, change, (told) => {
    const work = async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        told.push({ id, entry: await request(id) });
      }
    };
    return Promise.all(Array.from({ length: AT_ONCE }, work));
  }, cannotUndo);
}

function cannotUndo(error) {
  if (error.status === 412) {
    tellDone('It was changed by somebody else since, and stays as it is.');
  } else {
    tellFailure(error, 'It was not undone');
  }
}

/**
 * Shows a change, asks for it, and shows what came of it, or what was before.
 * `request` adds what the server said to what it is given. Returns whether it
 * was done.
 */
async function attempt(list, ids, change, request, refuse) {
  const { entries } = list;
  const asked = entries.ask(ids, change);
  const told = [];
  changed();
  try {
    await list.inTurn(() => request(told));
    return true;
  } catch (error) {
    refuse(error);
    return false;
  } finally {
    entries.settle(asked, told);
    changed();
  }
}
