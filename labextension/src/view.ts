import type { TranslationBundle } from '@jupyterlab/translation';
import { type ElementAttrs, type VirtualElement, h } from '@lumino/virtualdom';
import { type ICheck, type Status, isTrouble } from './report.js';
import { evidenceText } from './text.js';
import { type ICategory, startsOpen } from './tree.js';
import { categoryWord, remedyWord, statusWord } from './words.js';

/** What the rows need from the panel. */
export interface IRowContext {
  trans: TranslationBundle;
  explainUrl: (id: string) => string;
  copy: (row: ICheck) => void;
}

/** A category as a fold of rows. */
export function categoryView(category: ICategory, context: IRowContext): VirtualElement {
  const { trans } = context;
  return fold(
    { key: category.name },
    startsOpen(category),
    [
      markView(category.status, trans),
      h.h3(categoryWord(category.name, trans)),
      h.small(countsText(category, trans))
    ],
    h.ul(...category.rows.map(row => rowView(row, context)))
  );
}

/** A row: its sentence, and below the fold remedy, evidence and documentation. */
function rowView(row: ICheck, context: IRowContext): VirtualElement {
  const { trans } = context;
  return h.li(
    {
      key: row.id,
      dataset: { 'check-id': row.id, status: row.status }
    },
    fold(
      {},
      startsOpen(row),
      [markView(row.status, trans), h.span(row.summary)],
      h.div(
        ...(row.remedy ? remedyView(row, context) : []),
        evidenceView(row, trans),
        explainView(row.id, context)
      )
    )
  );
}

function remedyView(row: ICheck, { trans, copy }: IRowContext): VirtualElement[] {
  const views = [h.p(h.strong(remedyWord(row.remedy_by, trans)), ': ', row.remedy)];
  if (row.remedy_by === 'platform') {
    const label = trans.__('Copy for your platform admin');
    views.push(h.button({ type: 'button', onclick: () => copy(row) }, label));
  }
  return views;
}

function evidenceView(row: ICheck, trans: TranslationBundle): VirtualElement {
  return h.table(
    { 'aria-label': trans.__('Evidence') },
    h.tbody(
      ...Object.entries(row.evidence).map(([name, value]) =>
        h.tr(h.th({ scope: 'row' }, name), h.td(evidenceText(value)))
      )
    )
  );
}

function explainView(id: string, { trans, explainUrl }: IRowContext): VirtualElement {
  return h.a({ href: explainUrl(id), target: '_blank', rel: 'noopener' }, trans.__('About %1', id));
}

/** The sign of a status, and its word for those who do not see it. */
export function markView(status: Status, trans: TranslationBundle): VirtualElement {
  return h.span(
    { className: 'kfcheck-mark', dataset: { kind: status } },
    h.span({ className: 'kfcheck-spoken' }, statusWord(status, trans) + ': ')
  );
}

/** How many rows need attention; where none does, how many passed and were skipped. */
function countsText({ status, counts }: ICategory, trans: TranslationBundle): string {
  return Object.entries(counts)
    .filter(([kind, n]) => n && isTrouble(kind as Status) === isTrouble(status))
    .map(([kind, n]) => `${n} ${statusWord(kind as Status, trans)}`)
    .join(', ');
}

/**
 * A native `<details>`: works with the keyboard and tells its state to screen readers.
 *
 * What the user opened or closed stays so, because `open` is touched only when what it starts from changes.
 */
function fold(
  attrs: ElementAttrs,
  open: boolean,
  summary: VirtualElement[],
  body: VirtualElement
): VirtualElement {
  const state = open ? ({ open: '' } as ElementAttrs) : {};
  return h('details', { ...attrs, ...state }, h.summary(...summary), body);
}
