/** The entries of the open list, in their groups. */

import { groupOf, nameOf } from './groups.js';
import { firstIndex } from './order.js';
import { drawRow, makeRow } from './rows.js';
import { fold, matches } from './search.js';
import { state } from './state.js';

const element = document.getElementById('entries');
const more = document.getElementById('more');
const template = document.getElementById('group');

/** What is drawn: groups by key, rows by number. */
const groups = new Map();
const rows = new Map();
let drawn = [];
let form = null;
let foundLast = 0;

/** Returns how many entries were found when they were last drawn. */
export function countFound() {
  return foundLast;
}

/** Returns the entries that are looked for, in order. */
function find() {
  const { list, show } = state;
  if (!list) return [];
  const entries = list.entries.slice(show);
  const wanted = fold(state.find);
  if (!wanted) return entries;
  return entries.filter((entry) => matches(entry, wanted) ||
    entry.id === state.editing?.id);
}

/** Mends what is drawn: only rows that are different are touched. */
export function drawEntries() {
  const active = document.activeElement;
  const at = Number(active?.closest('.entry')?.dataset.id ?? NaN);
  // A form that is moved loses focus, which does not mean that it is left.
  state.isDrawing = true;

  const entries = find();
  foundLast = entries.length;
  const shown = entries.slice(0, state.window);
  more.hidden = entries.length <= shown.length;
  const keys = new Set();
  const ids = new Set();
  let place = element.firstElementChild;
  for (let from = 0; from < shown.length;) {
    const key = groupOf(shown[from], state.today);
    const isOther = (entry) => groupOf(entry, state.today) !== key;
    const end = firstIndex(entries, isOther, from);
    const group = groups.get(key) ?? makeGroup(key);
    keys.add(key);
    drawGroup(group, end - from);
    place = put(element, group.element, place);
    drawRows(group, shown.slice(from, end), ids);
    from = end;
  }
  removeOthers(groups, keys);
  removeOthers(rows, ids);

  state.isDrawing = false;
  const before = drawn;
  drawn = [...ids];
  keepFocus(active, at, before);
}

function drawRows(group, entries, ids) {
  let place = group.list.firstElementChild;
  for (const entry of entries) {
    const { id } = entry;
    ids.add(id);
    if (!rows.has(id)) rows.set(id, makeRow(id));
    const row = rows.get(id);
    drawRow(row, entry, group.key, state.list.entries.isAsked(id));
    place = put(group.list, row.element, place);
  }
}

function makeGroup(key) {
  const element = template.content.cloneNode(true).querySelector('section');
  const heading = element.querySelector('h2');
  heading.id = `group-${key}`;
  element.dataset.group = key;
  element.setAttribute('aria-labelledby', heading.id);
  const group = {
    key,
    element,
    name: heading.querySelector('.name'),
    number: heading.querySelector('.number'),
    list: element.querySelector('ul'),
  };
  groups.set(key, group);
  return group;
}

function drawGroup(group, number) {
  setText(group.name, nameOf(group.key, state.today));
  setText(group.number, number.toLocaleString('en'));
  group.element.classList.toggle('is-today', group.key === state.today);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Puts an element at its place, and returns the place after it. */
function put(parent, element, place) {
  if (element !== place) parent.insertBefore(element, place);
  return place === element ? element.nextElementSibling : place;
}

function removeOthers(drawn, wanted) {
  for (const [key, { element }] of drawn) {
    if (wanted.has(key)) continue;
    element.remove();
    drawn.delete(key);
  }
}

/**
 * Keeps focus where it was: in the same row, or if that is gone, in the one
 * that has taken its place.
 */
function keepFocus(active, at, before) {
  if (state.editing && state.editing.form !== form) state.editing.focus();
  form = state.editing?.form ?? null;
  if (Number.isNaN(at)) return;
  const isLeaving = state.leaving === at &&
    drawn.indexOf(at) !== before.indexOf(at);
  if (isLeaving) state.leaving = null;
  else if (document.activeElement === active && active.offsetParent) return;
  if (state.editing?.id === at) return;
  const isThere = (id) => rows.has(id) && !(isLeaving && id === at);
  const from = before.indexOf(at);
  const [above, below] = [before.slice(0, from), before.slice(from + 1)];
  const next = [at, ...below, ...above.reverse()].find(isThere);
  if (next === undefined) document.getElementById('main').focus();
  else rows.get(next).check.focus();
}

new IntersectionObserver(([{ isIntersecting }]) => {
  if (isIntersecting) more.click();
}, { rootMargin: '600px' }).observe(more);
