import type { TranslationBundle } from '@jupyterlab/translation';
import { type VirtualElement, h } from '@lumino/virtualdom';
import type { Status } from './report.js';
import { statusWord } from './words.js';

/** The same signs as on a terminal, told apart without colour too. */
const SIGNS: { [S in Status]: string } = { pass: '√', warn: '‼', fail: '×', skip: '–', error: '?' };

/** The sign of a status, for those who see it; it is painted, so that it is not part of any text. */
export function signView(status: Status): VirtualElement {
  return h.span({
    className: 'kfcheck-sign',
    'aria-hidden': 'true',
    dataset: { kind: status, sign: SIGNS[status] }
  });
}

/** The sign of a status, and its word for those who do not see it. */
export function markView(status: Status, trans: TranslationBundle): VirtualElement[] {
  return [signView(status), h.span({ className: 'kfcheck-spoken' }, statusWord(status, trans) + ': ')];
}
