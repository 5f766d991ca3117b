import type { TranslationBundle } from '@jupyterlab/translation';
import { type VirtualElement, h } from '@lumino/virtualdom';
import { gpuText } from './gpu.js';
import { type IPlace, notebookName, platformName } from './identity.js';
import { markView } from './marks.js';
import type { IState } from './monitor.js';
import { type ICheck, worst } from './report.js';
import { ago, headline, trouble } from './words.js';

/** The verdict: what is not known now does not look well. */
export function verdictView(
  state: IState,
  rows: ICheck[],
  place: IPlace,
  trans: TranslationBundle
): VirtualElement {
  const { last, running } = state;
  const said = rows.length ? headline(rows, trans) : '';
  const wrong = trouble(state, trans);
  const spoken = running
    ? [h.p({ key: 'running', className: 'kfcheck-headline' }, trans.__('Checking…'))]
    : wrong
      ? [
          h.p({ key: 'wrong', className: 'kfcheck-headline' }, ...markView('error', trans), wrong.headline),
          ...(wrong.advice ? [h.p({ className: 'kfcheck-advice' }, wrong.advice)] : []),
          ...(last ? [h.p(trans.__('What the last report said: %1', said))] : [])
        ]
      : [
          h.p(
            { key: said, className: 'kfcheck-headline' },
            ...markView(worst(rows.map(row => row.status)), trans),
            said
          )
        ];
  return h.div(
    { key: 'verdict', className: 'kfcheck-verdict', 'aria-busy': String(running) },
    h.div({ role: 'status' }, ...spoken),
    ...(last
      ? [
          h.p(h.small({ className: 'kfcheck-when' }, whenText(state, trans))),
          h.p(
            h.small(
              [
                notebookName(last.report, place),
                platformName(last.report.platform),
                wrong ? null : gpuText(last.report, trans)
              ]
                .filter(Boolean)
                .join(' · ')
            )
          )
        ]
      : [])
  );
}

/** When the report was made. */
export function whenText({ madeAt }: IState, trans: TranslationBundle): string {
  return trans.__('Checked %1', ago(madeAt, trans));
}
