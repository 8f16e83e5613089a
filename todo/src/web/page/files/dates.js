/** Days as `2026-11-22`, which sort as text, and how people call them. */

const LOCALE =
  navigator.languages.find((language) => language.startsWith('en')) ?? 'en-GB';
const NEAR = { weekday: 'long', day: 'numeric', month: 'long' };
const SHORT = { day: 'numeric', month: 'short' };
const YEAR = { year: 'numeric' };

const formats = new Map();

/** Returns the day that it is here. */
export function today() {
  const now = new Date();
  return write(new Date(now.getFullYear(), now.getMonth(), now.getDate()));
}

/** Returns the day after, or before, so many days. */
export function addDays(day, count) {
  const date = read(day);
  date.setDate(date.getDate() + count);
  return write(date);
}

/** Returns a day as a heading: `Tomorrow`, `Thursday, 26 November`. */
export function longDay(day, today) {
  if (day === today) return 'Today';
  if (day === addDays(today, 1)) return 'Tomorrow';
  return format(day, today, NEAR);
}

/** Returns a day in few letters: `26 Nov`. */
export function shortDay(day, today) {
  if (day === today) return 'Today';
  if (day === addDays(today, -1)) return 'Yesterday';
  return format(day, today, SHORT);
}

function format(day, today, parts) {
  const date = read(day);
  if (Number.isNaN(date.getTime())) return day;
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  const wanted = isThisYear ? parts : { ...parts, ...YEAR };
  // To make a format costs far more than to use it.
  const key = JSON.stringify(wanted);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(LOCALE, wanted));
  }
  return formats.get(key).format(date);
}

function read(day) {
  const [year, month, date] = day.split('-').map(Number);
  const read = new Date(2000, month - 1, date);
  // The constructor takes the years below 100 for the last century.
  read.setFullYear(year, month - 1, date);
  return read;
}

function write(date) {
  const pad = (number, length) => String(number).padStart(length, '0');
  const month = pad(date.getMonth() + 1, 2);
  return `${pad(date.getFullYear(), 4)}-${month}-${pad(date.getDate(), 2)}`;
}
