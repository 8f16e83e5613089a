/** Importing a file. */

import { ask, Failed, listPath } from './api.js';
import { state } from './state.js';
import { count } from './text.js';

/** How many errors are shown; a file has as many as it has lines. */
const MOST = 100;

const byId = (id) => document.getElementById(id);

/** Listens to the dialog. */
export function listenToImport() {
  const dialog = byId('import');
  byId('show-import').addEventListener('click', () => {
    byId('import-form').reset();
    byId('import-result').replaceChildren();
    dialog.showModal();
  });
  byId('import-close').addEventListener('click', () => dialog.close());
  byId('import-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const [content] = byId('import-file').files;
    const submit = event.target.querySelector('[type=submit]');
    submit.disabled = true;
    say('Importing…');
    await importFile(content, byId('import-atomic').checked);
    submit.disabled = false;
  });
}

async function importFile(content, isAtomic) {
  const { list } = state;
  const isJson = /\.json$/i.test(content.name);
  const kind = isJson ? 'application/json' : 'text/csv';
  const path = `${listPath(list.name)}/import?atomic=${isAtomic}`;
  try {
    const file = { content, kind };
    const { added, errors } = await ask('POST', path, { file });
    tell(added, errors);
    if (list.phase !== 'there') list.reconnect();
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const errors = error.answer?.errors;
    if (errors?.length) tell(0, errors);
    else say(`Nothing was imported: ${error.message}.`, 'failure');
  }
}

function tell(added, errors) {
  if (errors.length === 0) {
    say(`${count(added, 'entry was', 'entries were')} imported.`);
    return;
  }
  const lines = count(errors.length, 'line was', 'lines were');
  const rest = added
    ? `the other ${count(added, 'entry was', 'entries were')} imported`
    : 'nothing was imported';
  say(`${lines} not understood; ${rest}.`, 'failure');
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of ['Line', 'What is wrong']) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const { line, message } of errors.slice(0, MOST)) {
    const row = body.insertRow();
    row.insertCell().textContent = line;
    row.insertCell().textContent = message;
  }
  const frame = document.createElement('div');
  frame.className = 'errors';
  // It scrolls, so it must be reached by keys.
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', 'Errors');
  frame.append(table);
  byId('import-result').append(frame);
  if (errors.length > MOST) {
    const more = document.createElement('p');
    more.textContent = `And ${errors.length - MOST} more.`;
    byId('import-result').append(more);
  }
}

function say(text, kind = '') {
  const element = document.createElement('p');
  element.className = kind;
  element.textContent = text;
  byId('import-result').replaceChildren(element);
}
