/** Being told by the server of what happens. */

const SHORTEST = 1_000;
const LONGEST = 30_000;

/**
 * Listens to the events of `address()` while the page is visible, and again
 * whenever the server is back. `on` has a handler for each kind of event,
 * `open` for when it listens, and `cut` for when it does not any more. Returns
 * what ends it.
 *
 * A browser has six connections to a server for all its windows, and each
 * listener holds one: so those that nobody sees give theirs back.
 */
export function listen(address, { open, cut, on }) {
  let source = null;
  let timer = null;
  let wait = SHORTEST;

  function begin() {
    clearTimeout(timer);
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(address());
    source.onopen = () => {
      wait = SHORTEST;
      open();
    };
    source.onerror = () => {
      cut();
      // Otherwise the browser tries again by itself.
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(begin, wait);
      wait = Math.min(2 * wait, LONGEST);
    };
    for (const [kind, handle] of Object.entries(on)) {
      source.addEventListener(kind, ({ data }) => handle(JSON.parse(data)));
    }
  }

  const wake = () => {
    if (document.hidden || source?.readyState !== EventSource.OPEN) begin();
  };
  addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  begin();

  return {
    again: begin,
    end() {
      removeEventListener('visibilitychange', wake);
      removeEventListener('online', wake);
      clearTimeout(timer);
      source?.close();
      source = null;
    },
  };
}
