import type { TranslationBundle } from '@jupyterlab/translation';
import type { IRemedy, IReport } from './report.js';

/** Remedies after which kernels are gone, and all that is not on a volume. */
const STOPS = /\b(re-?start|stop(ped)? and start|start(ed)? (it )?(again|anew)|(new|another) notebook)/i;

/** Remedies that delete files. */
const DELETES = /(^|[`\s])(rm|rmdir|unlink) |\b(delete|empty|remove)\b/i;

/** What will be lost by doing what the reader is told to do, and is to be saved first; null if nothing. */
export function saveFirst(
  remedies: IRemedy[],
  report: IReport | null,
  trans: TranslationBundle
): string | null {
  const own = remedies.filter(({ by }) => by === 'user').map(({ text }) => text);
  if (own.some(text => STOPS.test(text))) {
    return [
      trans.__('Save first: open files, and what your kernels hold in memory.'),
      ...alsoLost(report, trans)
    ].join(' ');
  }
  if (own.some(text => DELETES.test(text))) {
    return trans.__('Save first: what is deleted cannot be brought back.');
  }
  return null;
}

function alsoLost(report: IReport | null, trans: TranslationBundle): string[] {
  const lost: string[] = [];
  const kept = report?.container.home_persistent;
  if (kept === false) {
    lost.push(trans.__('HOME is not kept: download the files that you need.'));
  } else if (kept !== true) {
    lost.push(trans.__('Nobody can tell whether HOME is kept: download the files that you need.'));
  }
  if (
    report?.checks.some(
      ({ id, status }) => id === 'packages.lost' && (status === 'warn' || status === 'fail')
    )
  ) {
    lost.push(trans.__('Packages that you have installed go too: write down which.'));
  }
  return lost;
}
