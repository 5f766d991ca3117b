import type { TranslationBundle } from '@jupyterlab/translation';
import type { Answer } from './answer.js';
import { type ICheck, type RemedyBy, type Status, isTrouble } from './report.js';

/** From here on a report is called old: the server renews one that is asked for within a minute or two. */
const STALE_SECONDS = 300;

/** Whether a report made then (milliseconds of this browser's clock) is old. */
export function isStale(madeAt: number): boolean {
  return Date.now() - madeAt >= STALE_SECONDS * 1000;
}

/** The one sentence at the top. */
export function headline(rows: ICheck[], trans: TranslationBundle): string {
  const troubles = rows.filter(row => isTrouble(row.status)).length;
  return troubles
    ? trans._n('1 thing needs attention', '%1 things need attention', troubles)
    : trans.__('All is well');
}

/** `12 s ago`, `3 min ago`, … */
export function ago(madeAt: number, trans: TranslationBundle): string {
  const seconds = (Date.now() - madeAt) / 1000;
  if (seconds < 1) {
    return trans.__('just now');
  }
  if (seconds < 60) {
    return trans.__('%1 s ago', Math.floor(seconds));
  }
  if (seconds < 3600) {
    return trans.__('%1 min ago', Math.floor(seconds / 60));
  }
  if (seconds < 48 * 3600) {
    return trans.__('%1 h ago', Math.floor(seconds / 3600));
  }
  return trans.__('%1 days ago', Math.floor(seconds / 86400));
}

/** Why there is no fresh report, and what to do; `null` where there is one. */
export function trouble(answer: Answer | null, madeAt: number, trans: TranslationBundle): string | null {
  switch (answer?.kind) {
    case 'gone':
      return trans.__(
        'The server does not answer (%1). It may have stopped, or your session has expired: reload this page.',
        answer.detail
      );
    case 'missing':
      return trans.__(
        'This server has no kfcheck endpoint. Whoever builds the image enables it with: jupyter server extension enable jupyter_kfcheck'
      );
    case 'refused':
      return trans.__('The server shows its report only to those who are logged in: reload this page.');
    case 'garbled':
      return trans.__(
        'The answer is not a report but %1. A login page may be in the way: reload this page.',
        answer.detail || trans.__('something without a type')
      );
    case 'starting':
      return trans.__('The first report is being made.');
    default:
      return answer && isStale(madeAt) ? trans.__('This report is old. Check again for a fresh one.') : null;
  }
}

/** The status as a word, for those who do not see the icon. */
export function statusWord(status: Status, trans: TranslationBundle): string {
  switch (status) {
    case 'pass':
      return trans.__('passed');
    case 'warn':
      return trans.__('warning');
    case 'fail':
      return trans.__('failed');
    case 'skip':
      return trans.__('skipped');
    case 'error':
      return trans.__('not judged');
  }
}

/** A category as a heading: as in every other face, but for the one that only the panel has. */
export function categoryWord(category: string, trans: TranslationBundle): string {
  return category === 'browser' ? trans.__('from your browser') : category;
}

/** Whose turn it is. */
export function remedyWord(by: RemedyBy | null, trans: TranslationBundle): string {
  switch (by) {
    case 'user':
      return trans.__('You can mend this');
    case 'image':
      return trans.__('For the author of the image');
    case 'platform':
      return trans.__('For your platform admin');
    case null:
      return trans.__('What to do');
  }
}
