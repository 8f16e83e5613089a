/** Asks the server. */

const ROOT = '/api/v1/lists';
const PATIENCE = 20_000;

/** Says that something was not done, and why. */
export class Failed extends Error {
  /** `status` is 0 if there was no answer. */
  constructor(status, message, answer = null) {
    super(message);
    this.status = status;
    this.answer = answer;
  }
}

export function listPath(name) {
  return `${ROOT}/${encodeURIComponent(name)}`;
}

export function entriesPath(name) {
  return `${listPath(name)}/entries`;
}

export function entryPath(name, id) {
  return `${entriesPath(name)}/${id}`;
}

/** Returns a page of the lists. */
export function readLists(after, limit, find) {
  const query = new URLSearchParams({ limit });
  if (after) query.set('after', after);
  if (find) query.set('q', find);
  return ask('GET', `${ROOT}?${query}`);
}

/** Returns a page of the entries of a list. */
export function readEntries(name, after, limit) {
  const query = new URLSearchParams({ limit });
  if (after) query.set('after', after);
  return ask('GET', `${entriesPath(name)}?${query}`);
}

/**
 * Asks, and returns what is in the answer. `match` is the version that must not
 * have changed, `key` that by which the server knows a question again.
 */
export async function ask(method, path, { json, file, match, key } = {}) {
  const headers = new Headers({ Accept: 'application/json' });
  if (json) headers.set('Content-Type', 'application/json');
  if (file) headers.set('Content-Type', file.kind);
  if (match) headers.set('If-Match', `"${match}"`);
  if (key) headers.set('Idempotency-Key', key);
  const body = json ? JSON.stringify(json) : file?.content;
  // A file may take long to get there.
  const signal = file ? null : AbortSignal.timeout(PATIENCE);
  let answer;
  try {
    const request = { method, headers, body, signal, cache: 'no-store' };
    answer = await fetch(path, request);
  } catch (error) {
    const isSlow = error.name === 'TimeoutError';
    throw new Failed(0, isSlow
      ? 'the server did not answer in time'
      : 'the server cannot be reached');
  }
  if (answer.status === 204) return null;
  const isJson = /\bjson\b/.test(answer.headers.get('Content-Type') ?? '');
  const content = isJson ? await answer.json().catch(() => null) : null;
  if (answer.ok) return content;
  const message = content?.detail || content?.title ||
    `the server answered ${answer.status}`;
  throw new Failed(answer.status, message, content);
}

/** Returns a new key for a question. */
export function newKey() {
  // Not `randomUUID`, which is there only over TLS and on this machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
