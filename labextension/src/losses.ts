import type { TranslationBundle } from '@jupyterlab/translation';
import { type IReport, isTrouble } from './report.js';

/**
 * What whoever fixes something is to save before the notebook is stopped or made anew: many remedies ask for that, and
 * anybody may find it the shorter way.
 */
export function saveFirst(report: IReport | null, trans: TranslationBundle): string {
  return [
    trans.__('Before you stop the notebook, save open files and what your kernels hold in memory.'),
    ...alsoLost(report, trans)
  ].join(' ');
}

function alsoLost(report: IReport | null, trans: TranslationBundle): string[] {
  const find = (id: string) => report?.checks.find(check => check.id === id);
  const lost: string[] = [];
  switch (find('home.persistent')?.evidence['storage']) {
    case 'ephemeral':
      lost.push(trans.__('HOME is lost with the notebook: download the files that you need.'));
      break;
    case 'unknown':
      lost.push(trans.__('It is not known whether HOME is kept: download the files that you need.'));
  }
  const packages = find('packages.lost');
  if (packages && isTrouble(packages.status)) {
    lost.push(trans.__('Packages that you have installed are lost too: write down which.'));
  }
  return lost;
}
