/** The groups in which entries are shown. */

import { longDay } from './dates.js';
import { numberOf } from './version.js';

/** Returns the key of an entry's group. */
export function groupOf(entry, today) {
  if (entry.done) return 'done';
  if (!entry.date) return 'someday';
  return entry.date < today ? 'overdue' : entry.date;
}

/** Returns the heading of a group. */
export function nameOf(group, today) {
  switch (group) {
    case 'done': return 'Done';
    case 'someday': return 'Someday';
    case 'overdue': return 'Overdue';
    default: return longDay(group, today);
  }
}

/**
 * Compares entries: open ones by day, those without a day after them, and then
 * those that are done, what was changed last first. Groups follow from this
 * order on any day, so it stays as it is at midnight.
 */
export function compare(a, b) {
  if (a.done !== b.done) return a.done ? 1 : -1;
  if (a.done) {
    return numberOf(b.version) - numberOf(a.version) || b.id - a.id;
  }
  return inOrder(a.date ?? '~', b.date ?? '~') || isNew(a) - isNew(b) ||
    Math.abs(a.id) - Math.abs(b.id);
}

/** Those that the server has not numbered yet have negative numbers. */
function isNew(entry) {
  return entry.id < 0 ? 1 : 0;
}

function inOrder(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
