import type { TranslationBundle } from '@jupyterlab/translation';
import { VirtualDOM, h } from '@lumino/virtualdom';
import { Widget } from '@lumino/widgets';
import { gpuText } from './gpu.js';
import { panelIcon } from './icons.js';
import { signView } from './marks.js';
import type { Monitor } from './monitor.js';
import { type ICheck, worst } from './report.js';
import { entries } from './tree.js';
import { headline, trouble } from './words.js';

/** What the status item shows and does. */
export interface IStatusItemOptions {
  monitor: Monitor;
  rows: () => ICheck[];
  trans: TranslationBundle;
  open: () => void;
}

/** The item in the status bar: an icon, the sign of the status, and a count where not all is well. */
export class StatusItem extends Widget {
  /** Whether the user wants to see it. */
  isWanted = true;

  constructor(options: IStatusItemOptions) {
    super();
    this.#options = options;
    this.id = 'kfcheck-status';
    this.addClass('kfcheck-item');
    // The focus stays in a cell until the click is over: without it the bar moves things under the pointer.
    this.node.addEventListener('mousedown', event => event.preventDefault());
    options.monitor.changed.connect(() => this.update(), this);
    this.update();
  }

  protected onUpdateRequest(): void {
    const { monitor, rows, trans, open } = this.#options;
    const { answer, last } = monitor.state;
    const all = rows();
    const wrong = trouble(monitor.state, trans);
    const status = wrong ? 'error' : worst(all.map(row => row.status));
    const causes = wrong ? 0 : entries(all).length;
    const gpu = wrong || !last ? null : gpuText(last.report, trans);
    const label = trans.__('Kubeflow notebook check: %1', wrong?.headline ?? headline(all, trans));
    const button = h.button(
      {
        type: 'button',
        title: label,
        'aria-label': gpu ? `${label}, ${gpu}` : label,
        dataset: { status: answer ? status : 'skip' },
        onclick: open
      },
      h.span(panelIcon),
      ...(answer ? [signView(status)] : []),
      ...(causes ? [h.span(String(causes))] : []),
      ...(gpu ? [h.span(gpu)] : [])
    );
    VirtualDOM.render(this.isWanted ? button : [], this.node);
  }

  #options: IStatusItemOptions;
}
