import { caretDownIcon } from '@jupyterlab/ui-components';
import { type ElementAttrs, type VirtualElement, h } from '@lumino/virtualdom';

/** What a fold shows at most: `children` of its summary, and a body below. */
export interface IFold {
  attrs?: ElementAttrs;
  open: boolean;
  className?: string;
  summary: VirtualElement[];
  body: VirtualElement[];
}

/**
 * A native `<details>` with JupyterLab's caret: works with the keyboard and tells its state to screen readers.
 *
 * What the user opened or closed stays so, because `open` is touched only when what it starts from changes.
 */
export function fold({ attrs = {}, open, className = '', summary, body }: IFold): VirtualElement {
  const state = open ? ({ open: '' } as ElementAttrs) : {};
  const caret = h.span(
    { className: 'lm-AccordionPanel-titleCollapser', 'aria-hidden': 'true' },
    caretDownIcon
  );
  return h('details', { ...attrs, ...state }, h.summary({ className }, caret, ...summary), ...body);
}

/** A section as JupyterLab's side panels have them: its head folds it. */
export function section(
  key: string,
  open: boolean,
  head: VirtualElement[],
  body: VirtualElement[]
): VirtualElement {
  return fold({ attrs: { key }, open, className: 'jp-AccordionPanel-title', summary: head, body });
}
