import type { LabIcon } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

/**
 * A button of a toolbar, as high and wide as JupyterLab's.
 *
 * JupyterLab's own puts `aria-pressed` on an element without a role, which no assistive technology understands.
 */
export class ToolButton extends Widget {
  constructor(icon: LabIcon, label: string, onclick: () => void) {
    super();
    this.addClass('jp-ToolbarButton');
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'jp-ToolbarButtonComponent', title: label, onclick });
    button.setAttribute('aria-label', label);
    icon.element({ container: button });
    this.node.append(button);
  }
}
