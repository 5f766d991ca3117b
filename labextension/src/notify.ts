import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ICheck } from './report.js';

/** Tell of failures that are news: the first by its sentence, the others by their number. */
export function tellFailures(news: ICheck[], open: () => void, trans: TranslationBundle): void {
  const [first, ...others] = news;
  if (!first) {
    return;
  }
  const more = others.length ? ' ' + trans._n('(and 1 more)', '(and %1 more)', others.length) : '';
  Notification.error(first.summary + more, {
    autoClose: false,
    actions: [{ label: trans.__('What to do'), callback: open }]
  });
}
