import type { TranslationBundle } from '@jupyterlab/translation';
import type { IState } from './monitor.js';
import type { ICheck, RemedyBy, Status } from './report.js';
import { entries } from './tree.js';

/** What is wrong with the report itself, and what to do about it. */
export interface ITrouble {
  headline: string;
  advice: string;
}

/** The one sentence at the top: how many causes there are. */
export function headline(rows: ICheck[], trans: TranslationBundle): string {
  const causes = entries(rows).length;
  return causes
    ? trans._n('1 thing needs attention', '%1 things need attention', causes)
    : trans.__('All is well');
}

/** Whether a report that was made then (milliseconds of this browser's clock) says too little about now. */
export function isOld({ madeAt, maxAge }: Pick<IState, 'madeAt' | 'maxAge'>): boolean {
  return Date.now() - madeAt > 3 * maxAge * 1000;
}

/** Why it is not known how the notebook is now, and what to do; `null` where it is known. */
export function trouble(state: IState, trans: TranslationBundle): ITrouble | null {
  const { answer, last } = state;
  switch (answer?.kind) {
    case 'gone':
      return {
        headline: trans.__('The server does not answer'),
        advice: trans.__(
          'It may have stopped, or your session has expired: reload this page, or start the notebook from the dashboard. (%1)',
          answer.detail
        )
      };
    case 'missing':
      return {
        headline: trans.__('This server has no kfcheck endpoint'),
        advice: trans.__(
          'The author of the image enables it with: jupyter server extension enable jupyter_kfcheck'
        )
      };
    case 'refused':
      return {
        headline: trans.__('The server shows its report only to those who are logged in'),
        advice: trans.__('Reload this page to log in.')
      };
    case 'garbled':
      return {
        headline: trans.__('The answer is not a report'),
        advice: trans.__(
          'It is %1. A login page may be in the way: reload this page.',
          answer.detail || trans.__('something without a type')
        )
      };
    case 'starting':
      return {
        headline: trans.__('The server is making its first report'),
        advice: trans.__('It will be here in a few seconds.')
      };
    case 'report':
      return isOld(state)
        ? {
            headline: trans.__('This report is old'),
            advice: trans.__('The server has not made a newer one: check again.')
          }
        : null;
    default:
      return last ? null : { headline: trans.__('Not checked yet'), advice: '' };
  }
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

/** How many rows passed and were skipped, and how many are shown above. */
export function countsText(rows: ICheck[], unwell: number, trans: TranslationBundle): string {
  const count = (status: Status): number => rows.filter(row => row.status === status).length;
  const parts: [number, string][] = [
    [unwell, trans.__('%1 above', unwell)],
    [count('pass'), trans.__('%1 passed', count('pass'))],
    [count('skip'), trans.__('%1 skipped', count('skip'))]
  ];
  return parts.flatMap(([n, text]) => (n ? [text] : [])).join(', ');
}

/** The status as a word, for those who do not see the sign. */
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
export function byWord(by: RemedyBy | null, trans: TranslationBundle): string {
  switch (by) {
    case 'user':
      return trans.__('You can do this');
    case 'image':
      return trans.__('For the author of the image');
    case 'platform':
      return trans.__('For your platform admin');
    case null:
      return trans.__('What to do');
  }
}
