import { VirtualDOM, h } from '@lumino/virtualdom';
import { Widget } from '@lumino/widgets';
import { verdictView, whenText } from './header.js';
import type { IPlace } from './identity.js';
import type { Monitor } from './monitor.js';
import type { ICheck } from './report.js';
import { type IRowContext, rowsView } from './view.js';
import { isOld, trouble } from './words.js';

/** What the body of the panel shows. */
export interface IBodyOptions extends IRowContext {
  monitor: Monitor;
  rows: () => ICheck[];
  place: IPlace;
}

/** What the panel says, below its toolbar. It renders the monitor's state and judges nothing. */
export class Body extends Widget {
  constructor(options: IBodyOptions) {
    super();
    this.#options = options;
    this.addClass('kfcheck-body');
    this.node.tabIndex = -1;
    options.monitor.changed.connect(() => this.update(), this);
    this.update();
  }

  /** Say something that happened just now, for as long as it takes to read it. */
  tell(notice: string): void {
    window.clearTimeout(this.#silence);
    this.#notice = notice;
    if (notice) {
      this.#silence = window.setTimeout(() => this.tell(''), 2500);
    }
    this.update();
  }

  /** Count the age on; a report that has grown old says so. */
  tick(): void {
    const { monitor, trans } = this.#options;
    const when = this.node.querySelector('.kfcheck-when');
    if (isOld(monitor.state) !== this.#old) {
      this.update();
    } else if (when) {
      when.textContent = whenText(monitor.state, trans);
    }
  }

  protected onUpdateRequest(): void {
    const focused = document.activeElement as HTMLElement | null;
    const inside = this.node.contains(focused);
    const { monitor, rows, place, trans } = this.#options;
    const { state } = monitor;
    const all = rows();
    this.#old = isOld(state);
    // A tick from yesterday is no tick: signs lose their colours where the report may no longer be so.
    this.node.classList.toggle('kfcheck-mod-unknown', trouble(state, trans) !== null);
    VirtualDOM.render(
      [
        verdictView(state, all, place, trans),
        ...rowsView(all, this.#options),
        h.div({ key: 'notice', className: 'kfcheck-notice', 'aria-live': 'polite' }, this.#notice)
      ],
      this.node
    );
    // A row that moved takes the focus along.
    if (inside && focused !== document.activeElement && this.node.contains(focused)) {
      focused?.focus();
    }
  }

  #options: IBodyOptions;
  #old = false;
  #notice = '';
  #silence = 0;
}
