/** One listener for all windows of a browser. */

import { listen } from './events.js';

/**
 * Listens as `listen` does, but in one of the visible windows, which tells the
 * others: connections are few. Where browsers have no locks, that is neither
 * over TLS nor on this machine, each window listens by itself.
 */
export function listenTogether(url, { open, cut, on }) {
  if (!navigator.locks) return listen(() => url, { open, cut, on });

  const channel = new BroadcastChannel(url);
  const tell = (kind, data) => {
    channel.postMessage({ kind, data });
    handle(kind, data);
  };
  const handle = (kind, data) => {
    if (kind === 'open') open();
    else if (kind === 'cut') cut();
    else on[kind](data);
  };
  channel.onmessage = ({ data }) => handle(data.kind, data.data);

  const telling = Object.keys(on).map((kind) =>
    [kind, (data) => tell(kind, data)]);
  let leave = () => {};

  function contend() {
    leave();
    if (document.hidden) return;
    const leaving = new AbortController();
    leave = () => leaving.abort();
    const { signal } = leaving;
    navigator.locks.request(url, { signal }, () => new Promise((left) => {
      const listener = listen(() => url, {
        open: () => tell('open'),
        cut: () => tell('cut'),
        on: Object.fromEntries(telling),
      });
      signal.addEventListener('abort', () => {
        listener.end();
        left();
      });
    })).catch((error) => {
      // It left before its turn came.
      if (error.name !== 'AbortError') throw error;
    });
    // Whoever waits for its turn has missed what was told until now.
    open();
  }

  addEventListener('visibilitychange', contend);
  contend();
  return undefined;
}
