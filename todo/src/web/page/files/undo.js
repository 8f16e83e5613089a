/** What can be undone. */

import { tellDone } from './toasts.js';

const MOST = 100;

const steps = [];

/**
 * Remembers how something is undone, and returns that step. Whoever could not
 * do it after all forgets it again.
 */
export function canUndo(what, run) {
  const step = { what, run, closeToast: null };
  steps.push(step);
  if (steps.length > MOST) steps.shift();
  return step;
}

/** Says that a step was done, and offers to undo it. */
export function offerUndo(step) {
  if (!steps.includes(step)) return;
  step.closeToast = tellDone(step.what, () => undo(step));
}

export function forget(step) {
  const at = steps.indexOf(step);
  if (at >= 0) steps.splice(at, 1);
}

/** Undoes a step, or the last one. */
export function undo(step = steps.at(-1)) {
  if (!step || !steps.includes(step)) {
    tellDone('There is nothing to undo.');
    return;
  }
  forget(step);
  step.closeToast?.();
  step.run();
}
