import type { TranslationBundle } from '@jupyterlab/translation';
import { VirtualDOM, h } from '@lumino/virtualdom';
import { Widget } from '@lumino/widgets';
import { panelIcon } from './icons.js';
import type { Monitor } from './monitor.js';
import { type ICheck, isTrouble, worst } from './report.js';
import { headline, trouble } from './words.js';

/** What the status item shows and does. */
export interface IStatusItemOptions {
  monitor: Monitor;
  rows: () => ICheck[];
  trans: TranslationBundle;
  open: () => void;
}

/** The item in the status bar: an icon and, where not all is well, a count. */
export class StatusItem extends Widget {
  /** Whether the user wants to see it. */
  isWanted = true;

  constructor(options: IStatusItemOptions) {
    super();
    this.#options = options;
    this.id = 'kfcheck-status';
    this.addClass('kfcheck-item');
    options.monitor.changed.connect(() => this.update(), this);
    this.update();
  }

  protected onUpdateRequest(): void {
    const { monitor, rows, trans, open } = this.#options;
    const all = rows();
    const { answer, last, madeAt } = monitor.state;
    const status = worst(all.map(row => row.status));
    const troubles = all.filter(row => isTrouble(row.status)).length;
    const sentence =
      trouble(answer, madeAt, trans) ?? (last ? headline(all, trans) : trans.__('not checked yet'));
    const label = trans.__('Kubeflow notebook check: %1', sentence);
    const button = h.button(
      { type: 'button', title: label, 'aria-label': label, onclick: open },
      h.span(panelIcon),
      ...(troubles
        ? [h.span({ className: 'kfcheck-mark', dataset: { kind: status } }, String(troubles))]
        : [])
    );
    VirtualDOM.render(this.isWanted ? button : [], this.node);
  }

  #options: IStatusItemOptions;
}
