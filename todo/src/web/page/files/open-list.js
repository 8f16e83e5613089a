/** The list that is open. */

import { Failed, listPath, readEntries } from './api.js';
import { Entries } from './entries.js';
import { listen } from './events.js';
import { tellNews } from './news.js';
import { changed } from './state.js';

const PAGE = 1000;

/** Reads a list, and keeps up with it. */
export class OpenList {
  entries = new Entries();
  /** `reading`, `there`, `missing`, `ended`, or `failed`. */
  phase = 'reading';
  /** Whether all entries were read. */
  isWhole = false;
  /** What the server says it has: for as long as not all was read. */
  summary = null;
  /** Why it could not be read. */
  problem = '';
  /** Whether it is told of what happens. */
  isCut = false;

  #reading = null;
  #turn = Promise.resolve();
  #listener = null;

  constructor(name) {
    this.name = name;
    this.#listener = listen(() => this.#events(), {
      open: () => this.#resume(),
      cut: () => this.#set({ isCut: true }),
      on: {
        reset: ({ version }) => this.#reset(version),
        ended: () => this.#reset(null),
        changed: ({ version, changes }) => this.#change(version, changes),
      },
    });
  }

  /** Tries to be told of what happens without waiting any longer. */
  reconnect() {
    this.#listener.again();
  }

  close() {
    this.#listener.end();
    this.#reading = null;
  }

  /** Does what is asked of this list one after the other, in their order. */
  inTurn(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Reads all entries, while those that are known are still shown. */
  async read() {
    const reading = {};
    this.#reading = reading;
    this.isWhole = false;
    try {
      let [after, version] = [null, null];
      const ids = new Set();
      do {
        const page = await readEntries(this.name, after, PAGE);
        // Meanwhile it was closed, or is read again.
        if (this.#reading !== reading) return;
        version ??= page.list.version;
        page.entries.forEach((entry) => ids.add(entry.id));
        this.entries.read(page.list.version, page.entries);
        this.#set({ phase: 'there', summary: page.list });
        after = page.next;
      } while (after !== null);
      this.entries.keepOnly(version, ids);
      this.#set({ isWhole: true });
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (this.#reading !== reading) return;
      const phase = error.status === 404 ? 'missing' : 'failed';
      this.#set({ phase, problem: error.message });
    }
  }

  /** Returns where it is told of what happens, since what is known. */
  #events() {
    const url = `${listPath(this.name)}/events`;
    const { version } = this.entries;
    return version && this.isWhole ? `${url}?since=${version}` : url;
  }

  /** Goes on where it was cut. What was missed is told by the server. */
  #resume() {
    this.#set({ isCut: false });
    if (this.phase === 'failed') this.read();
  }

  /** Reads the list, unless it is known as it is. */
  #reset(version) {
    if (version === null) {
      const phase = this.phase === 'there' ? 'ended' : 'missing';
      this.#set({ phase, isWhole: false, entries: new Entries() });
      return;
    }
    const isKnown = this.isWhole && version === this.entries.version;
    if (!isKnown) this.read();
  }

  #change(version, changes) {
    const news = this.entries.apply(version, changes);
    const isBegun = this.phase === 'missing' || this.phase === 'ended';
    if (isBegun) this.read();
    if (news.length) tellNews(news);
    changed();
  }

  #set(values) {
    Object.assign(this, values);
    changed();
  }
}
