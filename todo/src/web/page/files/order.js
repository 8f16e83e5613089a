/** Entries in the order in which they are shown. */

import { compare } from './groups.js';

/** Keeps entries in order, with little work for each that changes. */
export class Order {
  #entries = [];

  get length() {
    return this.#entries.length;
  }

  insert(entry) {
    this.#entries.splice(this.#find(entry), 0, entry);
  }

  remove(entry) {
    const at = this.#find(entry);
    if (this.#entries[at] === entry) this.#entries.splice(at, 1);
  }

  /** Takes these instead of all that it has. */
  fill(entries) {
    this.#entries = [...entries].sort(compare);
  }

  /** Returns the entries that are all open, or all done, or both. */
  slice(show) {
    const end = firstIndex(this.#entries, (entry) => entry.done);
    switch (show) {
      case 'active': return this.#entries.slice(0, end);
      case 'completed': return this.#entries.slice(end);
      default: return this.#entries;
    }
  }

  #find(entry) {
    return firstIndex(this.#entries, (other) => compare(other, entry) >= 0);
  }
}

/** Finds where a condition begins to hold, from some place on. */
export function firstIndex(entries, holds, from = 0) {
  let [low, high] = [from, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(entries[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
