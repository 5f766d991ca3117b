import { type VirtualElement, VirtualDOM, h } from '@lumino/virtualdom';
import { Widget } from '@lumino/widgets';
import { panelIcon } from './icons.js';
import type { Monitor } from './monitor.js';
import { type ICheck, worst } from './report.js';
import { group } from './tree.js';
import { type IRowContext, categoryView, markView } from './view.js';
import { ago, headline, trouble } from './words.js';

/** What the panel shows and what its buttons do. */
export interface IPanelOptions extends IRowContext {
  monitor: Monitor;
  rows: () => ICheck[];
  copyReport: () => void;
}

/** The side panel. It renders the monitor's state and judges nothing. */
export class Panel extends Widget {
  constructor(options: IPanelOptions) {
    super();
    this.#options = options;
    const { monitor, trans } = options;
    this.id = 'kfcheck-panel';
    this.addClass('kfcheck-panel');
    this.title.icon = panelIcon;
    this.title.caption = trans.__('Kubeflow notebook check');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', this.title.caption);
    monitor.changed.connect(() => this.update(), this);
    this.update();
  }

  protected onActivateRequest(): void {
    this.node.focus();
  }

  protected onAfterShow(): void {
    this.#options.monitor.shown();
    this.update();
    this.#clock = window.setInterval(() => this.#tick(), 1000);
  }

  protected onAfterHide(): void {
    window.clearInterval(this.#clock);
  }

  protected onUpdateRequest(): void {
    const focused = document.activeElement as HTMLElement | null;
    const inside = this.node.contains(focused);
    VirtualDOM.render(this.#render(), this.node);
    // A row that moved takes the focus along.
    if (inside && focused !== document.activeElement && this.node.contains(focused)) {
      focused?.focus();
    }
  }

  #render(): VirtualElement[] {
    const rows = this.#options.rows();
    return [this.#header(rows), ...group(rows).map(category => categoryView(category, this.#options))];
  }

  #header(rows: ICheck[]): VirtualElement {
    const { monitor, trans, copyReport } = this.#options;
    const { answer, last, madeAt, running } = monitor.state;
    const problem = trouble(answer, madeAt, trans);
    const status = worst(rows.map(row => row.status));
    return h.div(
      { key: 'header', 'aria-busy': String(running) },
      h.div(
        { role: 'status' },
        ...(running ? [h.h2({ key: 'running' }, trans.__('Checking…'))] : []),
        ...(last && !running ? [h.h2({ key: status }, markView(status, trans), headline(rows, trans))] : []),
        ...(problem ? [h.p(problem)] : [])
      ),
      h.p({ className: 'kfcheck-when' }, last ? this.#when() : ''),
      h.div(
        this.#button(trans.__('Check again'), running, () => void monitor.run()),
        this.#button(trans.__('Copy report'), !last, copyReport)
      )
    );
  }

  /** A button that keeps the focus while it does nothing. */
  #button(label: string, off: boolean, onclick: () => void): VirtualElement {
    return h.button(
      {
        type: 'button',
        'aria-disabled': String(off),
        onclick: () => off || onclick()
      },
      label
    );
  }

  #when(): string {
    const { monitor, trans } = this.#options;
    return trans.__('Checked %1', ago(monitor.state.madeAt, trans));
  }

  #tick(): void {
    const when = this.node.querySelector('.kfcheck-when');
    if (when && this.#options.monitor.state.last) {
      when.textContent = this.#when();
    }
  }

  #options: IPanelOptions;
  #clock = 0;
}
