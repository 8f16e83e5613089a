/** The form by which entries are added. */

import { add } from './actions.js';
import { newKey } from './api.js';
import { state } from './state.js';
import { quoted } from './text.js';
import { tellFailure } from './toasts.js';

const form = document.getElementById('add');
const { title: titleField, date: dateField } = form.elements;

/** What was not added and typed back, with the key of its question. */
let returned = null;

/** Listens to the form. */
export function listenToAdding() {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    titleField.focus();
    const draft = read();
    if (!draft.title) return;
    const isReturned = returned?.list === state.list &&
      returned.draft.title === draft.title &&
      returned.draft.date === draft.date;
    const key = isReturned ? returned.key : newKey();
    returned = null;
    write({ title: '', date: null });
    request(state.list, draft, key);
  });
}

function request(list, draft, key) {
  return add(list, draft, key, (error) => {
    const what = `${quoted(draft.title)} was not added`;
    const isFree = state.list === list && !read().title;
    if (!isFree) {
      tellFailure(error, what, () => request(list, draft, key));
      return;
    }
    // It need not be typed again.
    tellFailure(error, what);
    write(draft);
    returned = { list, draft, key };
  });
}

function read() {
  return { title: titleField.value.trim(), date: dateField.value || null };
}

function write({ title, date }) {
  titleField.value = title;
  dateField.value = date ?? '';
}
