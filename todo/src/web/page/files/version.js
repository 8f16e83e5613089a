/** States of a list, as `9f86d081884c7d65-12`. */

/** Returns how many edits the list had had: 12. */
export function numberOf(version) {
  return Number(version.slice(version.indexOf('-') + 1));
}

/** The version of what was asked and is not answered: later than all others. */
export const ASKED = '-Infinity';
