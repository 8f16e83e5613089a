/** Short messages that go away by themselves, and those that stay. */

import { Failed } from './api.js';

const LIFE = 8_000;
const MOST = 3;

const element = document.getElementById('toasts');

/** Says what was done, and offers to undo it. */
export function tellDone(text, undo) {
  return put(text, undo && { name: 'Undo', run: undo });
}

/**
 * Says what was not done. This stays until it is read. Returns false, and
 * passes on what is a mistake of ours.
 */
export function tellFailure(error, what, again = null) {
  if (!(error instanceof Failed)) throw error;
  put(`${what}: ${error.message}.`, again && { name: 'Try again', run: again },
    { isFailure: true });
  return false;
}

function put(text, action, { isFailure = false } = {}) {
  const toast = document.createElement('div');
  toast.className = isFailure ? 'toast failure' : 'toast';
  const message = document.createElement('p');
  message.textContent = text;
  toast.append(message);
  const close = () => remove(toast);
  if (action) {
    toast.append(button(action.name, 'action', () => {
      close();
      action.run();
    }));
  }
  toast.append(button('Close', 'close', close));
  element.append(toast);
  const old = element.querySelectorAll('.toast:not(.failure)');
  if (old.length > MOST) old[0].remove();
  if (!isFailure) expire(toast);
  return close;
}

function button(name, kind, run) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = kind;
  button.textContent = name;
  button.addEventListener('click', run);
  return button;
}

/** Removes a toast some time after nobody points at it. */
function expire(toast) {
  let timer = setTimeout(() => remove(toast), LIFE);
  const keep = () => clearTimeout(timer);
  const expireAgain = () => {
    clearTimeout(timer);
    timer = setTimeout(() => remove(toast), LIFE);
  };
  toast.addEventListener('pointerenter', keep);
  toast.addEventListener('focusin', keep);
  toast.addEventListener('pointerleave', expireAgain);
  toast.addEventListener('focusout', expireAgain);
}

function remove(toast) {
  if (toast.contains(document.activeElement)) {
    document.getElementById('main').focus();
  }
  toast.remove();
}
