/** The form in which an entry is edited. */

import { edit } from './actions.js';
import { Failed, ask, entryPath } from './api.js';
import { shortDay } from './dates.js';
import { changed, state } from './state.js';
import { quoted } from './text.js';
import { tellFailure } from './toasts.js';

const template = document.getElementById('editing');

/** Begins to edit an entry, which is shown as it was until it is saved. */
export function beginToEdit(list, id) {
  const entry = list.entries.get(id);
  if (!entry || id < 0) return;
  state.editing?.leave();
  if (state.editing) return;
  state.editing = new Editing(list, entry, entry);
  changed();
}

/** An entry while it is edited. */
class Editing {
  form = template.content.cloneNode(true).querySelector('form');
  #title = this.form.querySelector('.new-title');
  #date = this.form.querySelector('.new-date');
  #conflict = this.form.querySelector('.conflict');
  #isEnded = false;

  constructor(list, entry, { title, date }) {
    this.list = list;
    this.id = entry.id;
    /** What it was, and at which version: nobody may have changed it since. */
    this.before = list.entries.said(entry.id) ?? entry;
    this.#title.value = title;
    this.#date.value = date ?? '';
    // The row stays where it is, whatever becomes of the entry meanwhile.
    this.pinned = list.entries.ask([this.id], {
      entries: new Map([[this.id, entry]]),
      isPinned: true,
    });
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.save();
    });
    this.form.querySelector('.cancel')
      .addEventListener('click', () => this.cancel());
    this.form.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      this.cancel();
    });
    this.form.addEventListener('focusout', ({ relatedTarget }) => {
      // Nobody has left if it is drawn elsewhere, or the window lost focus.
      if (state.isDrawing || !document.hasFocus()) return;
      if (!this.form.contains(relatedTarget)) this.leave();
    });
  }

  /** Puts the cursor into the form. */
  focus() {
    this.#title.focus();
    this.#title.select();
  }

  /** Says what somebody else did to the entry meanwhile, if they did. */
  sync() {
    const now = this.list.entries.said(this.id);
    if (now?.version === this.before?.version) return;
    this.before = now;
    const what = now
      ? `Changed elsewhere to ${quoted(now.title)}, ${dayOf(now)}.`
      : 'Deleted elsewhere. To save it brings it back.';
    this.#conflict.textContent = what;
    this.form.querySelector('[type=submit]').textContent = 'Save mine';
    this.form.querySelector('.cancel').textContent = 'Keep theirs';
  }

  /** Saves what was typed, unless it is in conflict with somebody else's. */
  leave() {
    if (!this.#conflict.textContent) this.save();
  }

  cancel() {
    this.#end();
  }

  save() {
    const title = this.#title.value.trim();
    const date = this.#date.value || null;
    const { before } = this;
    const isSame = title === before?.title && date === before.date;
    if (!title || isSame) return this.cancel();
    this.#end();
    return save(this.list, this.id, before, { title, date });
  }

  #end() {
    // To be drawn without the form takes focus from it.
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.list.entries.settle(this.pinned);
    if (state.editing === this) state.editing = null;
    changed();
  }
}

async function save(list, id, before, typed) {
  if (!before) return bringBack(list, id, typed);
  const again = () => save(list, id, before, typed);
  return edit(list, before, typed, before.version, async (error) => {
    const isConflict = error.status === 412 || error.status === 404;
    if (!isConflict) {
      tellFailure(error, `${quoted(typed.title)} was not saved`, again);
      return;
    }
    await readAgain(list, id);
    if (state.editing || state.list !== list) {
      const cause = new Failed(412, 'somebody else has changed it meanwhile');
      tellFailure(cause, `${quoted(typed.title)} was not saved`, () =>
        save(list, id, list.entries.said(id), typed));
      return;
    }
    state.editing = new Editing(list, { ...before, ...typed }, typed);
    state.editing.before = before;
    changed();
  });
}

/** Saves what somebody else has deleted. */
async function bringBack(list, id, typed) {
  try {
    const entry = await ask('PUT', entryPath(list.name, id), { json: typed });
    list.entries.read(entry.version, [entry]);
    changed();
  } catch (error) {
    tellFailure(error, `${quoted(typed.title)} was not saved`);
  }
}

/** Reads an entry again, in case the event of its change is still to come. */
async function readAgain(list, id) {
  try {
    const entry = await ask('GET', entryPath(list.name, id));
    list.entries.read(entry.version, [entry]);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    if (error.status === 404) list.entries.forget(id);
  }
}

function dayOf({ date }) {
  return date ? shortDay(date, state.today) : 'without a day';
}
