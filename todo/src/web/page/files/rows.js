/** The row of an entry, and what can be done with it. */

import { remove, setDone } from './actions.js';
import { shortDay } from './dates.js';
import { beginToEdit } from './editing.js';
import { state } from './state.js';
import { quoted } from './text.js';

const template = document.getElementById('entry');

/** Makes the row of an entry, which `drawRow` fills. */
export function makeRow(id) {
  const element = template.content.cloneNode(true).querySelector('li');
  const find = (selector) => element.querySelector(selector);
  element.dataset.id = id;
  const row = {
    element,
    id,
    entry: null,
    today: null,
    isAsked: null,
    group: null,
    check: find('input'),
    title: find('.title'),
    time: find('time'),
    edit: find('.edit'),
    remove: find('.delete'),
  };
  row.title.id = `title-${id}`;
  row.check.setAttribute('aria-labelledby', row.title.id);
  return row;
}

/** Shows an entry in its row; nothing is touched that is as it was. */
export function drawRow(row, entry, group, isAsked) {
  drawForm(row);
  const { today } = state;
  const isSame = row.entry === entry && row.today === today &&
    row.isAsked === isAsked && row.group === group;
  if (isSame) return;
  Object.assign(row, { entry, today, isAsked, group });
  const { title, date, done } = entry;
  row.element.classList.toggle('is-done', done);
  row.element.classList.toggle('is-asked', isAsked);
  row.check.checked = done;
  row.title.textContent = title;
  row.edit.setAttribute('aria-label', `Edit ${quoted(title)}`);
  row.remove.setAttribute('aria-label', `Delete ${quoted(title)}`);
  // Other groups have the day as their heading.
  row.time.hidden = !date || (group !== 'overdue' && group !== 'done');
  row.time.dateTime = date ?? '';
  row.time.textContent = date ? shortDay(date, today) : '';
  // An entry that the server has not numbered yet cannot be asked for.
  const isNew = entry.id < 0;
  for (const control of [row.check, row.edit, row.remove]) {
    control.disabled = isNew;
  }
}

function drawForm(row) {
  const form = state.editing?.id === row.id ? state.editing.form : null;
  const before = row.element.querySelector('.editing');
  if (before && before !== form) before.remove();
  row.element.classList.toggle('is-edited', form !== null);
  if (form && before !== form) row.element.append(form);
  if (form) state.editing.sync();
}

/** Listens to all rows at once. */
export function listenToRows() {
  const entries = document.getElementById('entries');
  const entryOf = (target) => {
    const element = target.closest('.entry');
    return element && state.list?.entries.get(Number(element.dataset.id));
  };

  entries.addEventListener('change', ({ target }) => {
    const entry = target.matches('.check input') && entryOf(target);
    if (entry) toggle(entry, target.checked);
  });
  entries.addEventListener('click', ({ target }) => {
    const entry = entryOf(target);
    if (!entry) return;
    if (target.closest('.edit')) beginToEdit(state.list, entry.id);
    if (target.closest('.delete')) remove(state.list, entry);
    // A click is where the keys go on from; text that is marked stays marked.
    const isMarked = !getSelection().isCollapsed;
    if (target.closest('.title') && !isMarked) {
      target.closest('.entry').querySelector('input').focus();
    }
  });
  entries.addEventListener('dblclick', ({ target }) => {
    const entry = target.closest('.title') && entryOf(target);
    if (!entry) return;
    getSelection().removeAllRanges();
    beginToEdit(state.list, entry.id);
  });
  entries.addEventListener('focusin', ({ target }) => {
    const element = target.closest('.entry');
    if (element) state.at = Number(element.dataset.id);
  });
}

/** Says that an entry is done, or not; focus goes on to the next one. */
export function toggle(entry, done) {
  state.leaving = entry.id;
  setDone(state.list, entry, done);
}
