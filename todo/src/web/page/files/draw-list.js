/** Everything about the open list but its entries. */

import { listPath } from './api.js';
import { countFound } from './draw-entries.js';
import { link } from './navigate.js';
import { state } from './state.js';
import { count, quoted } from './text.js';

const byId = (id) => document.getElementById(id);

/** Mends what is drawn around the entries. */
export function drawList() {
  const { list } = state;
  const isCut = list ? list.isCut : state.areListsCut;
  byId('offline').hidden = !isCut;
  byId('welcome').hidden = Boolean(list) || !state.areListsRead;
  const isNew = byId('list').hidden && list;
  byId('list').hidden = !list;
  if (!list) {
    document.title = 'To-do';
    return;
  }
  if (isNew) welcome();
  drawName(list);
  drawFilters(list);
  drawCount(list);
  drawNothing(list);
}

/** Lets people type at once, where that does not bring up a keyboard. */
function welcome() {
  const isElsewhere = document.activeElement !== document.body;
  if (isElsewhere || matchMedia('(pointer: coarse)').matches) return;
  byId('add-title').focus();
}

function drawName({ name, entries }) {
  setText('list-name', name);
  const open = entries.open ? `(${entries.open}) ` : '';
  document.title = `${open}${name} – To-do`;
  for (const format of ['csv', 'json', 'ics']) {
    byId(`export-${format}`).href = `${listPath(name)}/export?format=${format}`;
  }
}

function drawFilters({ name }) {
  for (const show of ['all', 'active', 'completed']) {
    const anchor = byId(`show-${show}`);
    anchor.href = link(name, show, state.find);
    if (show === state.show) anchor.setAttribute('aria-current', 'true');
    else anchor.removeAttribute('aria-current');
  }
  const find = byId('find-text');
  if (find !== document.activeElement && find.value !== state.find) {
    find.value = state.find;
  }
}

function drawCount(list) {
  const { entries, isWhole, summary } = list;
  const open = isWhole ? entries.open : summary?.open ?? entries.open;
  const size = isWhole ? entries.size : summary?.entries ?? entries.size;
  const text = state.find
    ? `${count(countFound(), 'entry', 'entries')} found`
    : `${open.toLocaleString('en')} open of ${size.toLocaleString('en')}`;
  byId('count').setAttribute('aria-live', state.find ? 'polite' : 'off');
  setText('count', size || state.find ? text : '');
  const done = entries.size - entries.open;
  byId('clear').hidden = done === 0;
  setText('clear', `Clear ${done.toLocaleString('en')} completed`);
  const all = byId('all-done');
  all.checked = entries.size > 0 && entries.open === 0;
  all.indeterminate = done > 0 && entries.open > 0;
  all.closest('label').hidden = entries.size === 0;
}

function drawNothing(list) {
  const isReading = list.phase === 'reading' ||
    (list.phase === 'there' && !list.isWhole);
  const { entries, summary } = list;
  const of = summary ? ` of ${summary.entries.toLocaleString('en')}` : '';
  byId('loading').hidden = !isReading;
  setText('loading', isReading
    ? `Reading… ${entries.size.toLocaleString('en')}${of}`
    : '');
  byId('read-again').hidden = list.phase !== 'failed';
  const text = isReading ? '' : nothing(list);
  byId('nothing').hidden = !text;
  setText('nothing', text);
}

/** Says why there is nothing to see, if there is nothing to see. */
function nothing({ phase, problem, name, entries }) {
  if (phase === 'failed') return `The list was not read: ${problem}.`;
  if (countFound() > 0) return '';
  if (phase === 'ended') {
    return `${quoted(name)} was deleted. It begins again with an entry.`;
  }
  if (phase === 'missing') {
    return `There is no list ${quoted(name)} yet. It begins with an entry.`;
  }
  if (entries.size === 0) return 'Nothing to do.';
  if (state.find) return `No entry has ${quoted(state.find)} in it.`;
  return state.show === 'active' ? 'All is done.' : 'Nothing is done yet.';
}

function setText(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}
