/** Texts of the page. */

const LONGEST = 80;

/**
 * Puts a title into quotes, shortened. Marks keep its direction of writing to
 * itself, so that it cannot turn the text around it.
 */
export function quoted(title) {
  const letters = [...title];
  const text = letters.length > LONGEST
    ? `${letters.slice(0, LONGEST - 1).join('')}…`
    : title;
  return `“\u2068${text}\u2069”`;
}

/** Counts: `1 entry`, `2 entries`. */
export function count(number, one, many) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
