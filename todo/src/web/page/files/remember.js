/** What the browser remembers for the page, if it is allowed to. */

export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A page that remembers nothing is as good for today.
  }
}
