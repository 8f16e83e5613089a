/** Finding entries by what is in their titles. */

const folded = new WeakMap();

/** Makes texts alike that differ in case or accents only. */
export function fold(text) {
  return text.normalize('NFKD').replace(/\p{Mn}/gu, '').toLowerCase().trim();
}

/** Says whether all words that are looked for are in an entry's title. */
export function matches(entry, wanted) {
  if (!folded.has(entry)) folded.set(entry, fold(entry.title));
  const title = folded.get(entry);
  return wanted.split(/\s+/).every((word) => title.includes(word));
}
