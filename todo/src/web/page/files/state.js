/** What the page knows. */

import { today } from './dates.js';

/** How many entries are drawn at first, and more whenever they are needed. */
export const WINDOW = 200;

export const state = {
  /** The summaries of the lists that are known, by name. */
  lists: new Map(),
  /** Where the list of lists goes on, if not all were read. */
  nextList: null,
  /** Whether lists were read at all. */
  areListsRead: false,
  /** The list that is open: an `OpenList`, or nothing. */
  list: null,
  /** Which of its entries are shown: all, active or completed. */
  show: 'all',
  /** What is searched for in them. */
  find: '',
  /** How many rows are drawn at most. */
  window: WINDOW,
  /** The form in which an entry is edited: an `Editing`, or nothing. */
  editing: null,
  /** The number of the entry where the keys were last. */
  at: null,
  /** An entry that is done or undone by a key, so that focus goes on. */
  leaving: null,
  /** The day, as the person's clock has it. */
  today: today(),
};

let draw = () => {};
let isScheduled = false;

/** Sets what is called after changes, once before the next frame. */
export function onChange(callback) {
  draw = callback;
}

/** Says that the state has changed. */
export function changed() {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    draw();
  });
}
