import type { TranslationBundle } from '@jupyterlab/translation';
import { pieces } from './command.js';
import { type IRemedy, type IReport, isTrouble } from './report.js';

/**
 * What the reader is to save before the notebook is stopped or made anew; null where nothing asks for that.
 *
 * A remedy of the reader's own without a command is not done in a terminal, but where notebooks are stopped, started
 * and created.
 */
export function saveFirst(
  remedies: IRemedy[],
  report: IReport | null,
  trans: TranslationBundle
): string | null {
  const own = remedies.filter(({ by }) => by === 'user');
  if (own.every(({ text }) => pieces(text).some(({ code }) => code))) {
    return null;
  }
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
