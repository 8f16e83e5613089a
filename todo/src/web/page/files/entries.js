/** The entries of a list: what the server said, and what was asked of it. */

import { Order } from './order.js';
import { numberOf } from './version.js';

/** With more changes than this everything is sorted again. */
const MANY = 500;

/**
 * Knows entries. Each was said by the server, at some version of the list; an
 * older answer never replaces a newer one, in whatever order they come. Above
 * that lies what was asked and is not answered: if it fails it is taken away,
 * and what was there before is there again.
 */
export class Entries {
  /** Which list it is, apart from others that had its name. */
  #list = null;
  /** The last version that was said, as a number. */
  #version = 0;
  #said = new Map();
  /** At which version an entry was removed. */
  #removed = new Map();
  /** What was asked, by entry, in the order of asking. */
  #asked = new Map();
  #shown = new Map();
  #order = new Order();
  #open = 0;
  #adding = 0;
  #held = [];

  get open() {
    return this.#open;
  }

  get size() {
    return this.#shown.size;
  }

  get version() {
    return this.#list && `${this.#list}-${this.#version}`;
  }

  /** Returns an entry as it is shown. */
  get(id) {
    return this.#shown.get(id);
  }

  /** Returns an entry as the server has it. */
  said(id) {
    return this.#said.get(id);
  }

  /** Returns those that are shown, in order. */
  slice(show) {
    return this.#order.slice(show);
  }

  isAsked(id) {
    return this.#asked.has(id);
  }

  isWaiting() {
    for (const asked of this.#asked.values()) {
      if (asked.some((change) => !change.isPinned)) return true;
    }
    return false;
  }

  /** Takes a part of the list that was read, at a version. */
  read(version, entries) {
    this.#adopt(version);
    const ids = entries.filter((entry) => this.#say(entry.id, entry))
      .map((entry) => entry.id);
    this.#refresh(ids);
  }

  /** Forgets those that were not among all that was read at a version. */
  keepOnly(version, ids) {
    const number = numberOf(version);
    const gone = [...this.#said.values()].filter((entry) =>
      !ids.has(entry.id) && numberOf(entry.version) <= number)
      .map((entry) => entry.id);
    gone.forEach((id) => this.#said.delete(id));
    this.#refresh(gone);
  }

  /** Forgets an entry that the server does not have any more. */
  forget(id) {
    this.#said.delete(id);
    this.#refresh([id]);
  }

  /**
   * Takes what has become of entries, and returns the changes that are news
   * here: not those that were asked for by this page.
   */
  apply(version, changes) {
    if (this.#adding > 0) {
      // It may be the entry that is being added, whose number is not known.
      this.#held.push([version, changes]);
      return [];
    }
    this.#adopt(version);
    const number = numberOf(version);
    const news = [];
    for (const { id, entry } of changes) {
      const before = this.#said.get(id);
      const isNews = this.#say(id, entry, number) && !this.#asked.has(id);
      if (isNews) news.push({ before, entry });
    }
    this.#refresh(changes.map((change) => change.id));
    return news;
  }

  /**
   * Shows entries as they will be: with a `patch`, as in `entries`, or not at
   * all if they are `gone`. Returns what `settle` is given in the end.
   */
  ask(ids, change) {
    if (change.isNew) this.#adding += 1;
    for (const id of ids) {
      this.#asked.set(id, [...this.#asked.get(id) ?? [], change]);
    }
    this.#refresh(ids);
    return { ids, change };
  }

  /** Takes away what was asked, and says instead what came of it. */
  settle({ ids, change }, changes = []) {
    for (const id of ids) {
      const left = this.#asked.get(id)?.filter((other) => other !== change);
      if (left?.length) this.#asked.set(id, left);
      else this.#asked.delete(id);
    }
    for (const { id, entry, version } of changes) {
      this.#say(id, entry, numberOf(version ?? entry.version));
    }
    this.#refresh([...ids, ...changes.map((change) => change.id)]);
    if (!change.isNew) return;
    this.#adding -= 1;
    if (this.#adding > 0) return;
    this.#held.splice(0).forEach((held) => this.apply(...held));
  }

  /** Forgets everything if this is another list than before. */
  #adopt(version) {
    const [list, number] = version.split('-');
    if (this.#list !== list) {
      this.#list = list;
      this.#version = 0;
      this.#said.clear();
      this.#removed.clear();
      this.#refresh([...this.#shown.keys()]);
    }
    this.#version = Math.max(this.#version, Number(number));
  }

  #say(id, entry, number = numberOf(entry.version)) {
    const said = this.#said.get(id);
    const known = said ? numberOf(said.version) : this.#removed.get(id) ?? -1;
    if (number <= known) return false;
    if (entry) {
      this.#said.set(id, entry);
      this.#removed.delete(id);
      return true;
    }
    this.#removed.set(id, number);
    return this.#said.delete(id);
  }

  #refresh(ids) {
    const isMuch = ids.length > MANY;
    for (const id of ids) {
      const before = this.#shown.get(id);
      const after = this.#overlay(id);
      if (before === after) continue;
      if (before) {
        this.#shown.delete(id);
        this.#open -= before.done ? 0 : 1;
        if (!isMuch) this.#order.remove(before);
      }
      if (after) {
        this.#shown.set(id, after);
        this.#open += after.done ? 0 : 1;
        if (!isMuch) this.#order.insert(after);
      }
    }
    if (isMuch) this.#order.fill(this.#shown.values());
  }

  #overlay(id) {
    return (this.#asked.get(id) ?? []).reduce((entry, change) => {
      if (change.gone) return undefined;
      if (change.entries) return change.entries.get(id);
      return entry && { ...entry, ...change.patch };
    }, this.#said.get(id));
  }
}
