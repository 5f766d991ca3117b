import { SidePanel, copyIcon, refreshIcon } from '@jupyterlab/ui-components';
import { type ISignal, Signal } from '@lumino/signaling';
import { Panel as LuminoPanel, Widget } from '@lumino/widgets';
import { Body, type IBodyOptions } from './body.js';
import { panelIcon } from './icons.js';
import { ToolButton } from './toolButton.js';

/** What the panel shows and what its buttons do. */
export interface IPanelOptions extends IBodyOptions {
  copyReport: () => void;
}

/** The side panel, as JupyterLab's own are: a title, a toolbar, sections. */
export class Panel extends SidePanel {
  constructor(options: IPanelOptions) {
    super({ content: new LuminoPanel() });
    this.#options = options;
    const { trans, monitor } = options;
    this.id = 'kfcheck-panel';
    this.addClass('kfcheck-panel');
    this.title.icon = panelIcon;
    this.title.caption = trans.__('Kubeflow notebook check');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', this.title.caption);

    const title = new Widget({ node: document.createElement('h2') });
    title.node.textContent = this.title.caption;
    title.addClass('jp-text-truncated');
    this.header.addWidget(title);

    const again = trans.__('Check again');
    const copy = trans.__('Copy report');
    this.toolbar.node.setAttribute('aria-label', this.title.caption);
    this.toolbar.addItem('run', new ToolButton(refreshIcon, again, () => void monitor.run()));
    this.toolbar.addItem('copy', new ToolButton(copyIcon, copy, options.copyReport));

    this.#body = new Body(options);
    this.content.addClass('lm-AccordionPanel');
    this.content.node.setAttribute('aria-label', trans.__('Report'));
    this.content.addWidget(this.#body);
  }

  /** It came into view. */
  get shown(): ISignal<this, void> {
    return this.#shown;
  }

  /** Say something that happened just now. */
  tell(notice: string): void {
    this.#body.tell(notice);
  }

  protected onActivateRequest(): void {
    this.#body.node.focus();
  }

  protected onAfterShow(): void {
    this.#shown.emit();
    this.#options.monitor.opened();
    this.#body.update();
    this.#clock = window.setInterval(() => this.#body.tick(), 1000);
  }

  protected onAfterHide(): void {
    window.clearInterval(this.#clock);
  }

  #options: IPanelOptions;
  #body: Body;
  #shown = new Signal<this, void>(this);
  #clock = 0;
}
