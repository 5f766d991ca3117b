import type { TranslationBundle } from '@jupyterlab/translation';
import { type VirtualElement, h } from '@lumino/virtualdom';
import { deciding, evidenceRows } from './evidence.js';
import { fold, section } from './fold.js';
import { markView, signView } from './marks.js';
import { type IRemedyContext, remediesView } from './remedyView.js';
import type { ICheck } from './report.js';
import { type ICategory, type IEntry, type Turn, categories, entries } from './tree.js';
import { ago, categoryWord, countsText } from './words.js';

/** What the rows need from the panel. */
export interface IRowContext extends IRemedyContext {
  explainUrl: (id: string) => string;
  /** What to save before the notebook is stopped. */
  saveFirst: () => string;
  /** When a row's facts were seen, in milliseconds of this browser's clock; null where that is the report's time. */
  seenAt: (row: ICheck) => number | null;
}

/** All rows: what needs attention by whose turn it is, then the rest by category. */
export function rowsView(rows: ICheck[], context: IRowContext): VirtualElement[] {
  const found = entries(rows);
  const turns = (['you', 'others', 'unknown'] as const).flatMap(turn => {
    const own = found.filter(entry => entry.turn === turn);
    return own.length ? [turnView(turn, own, context)] : [];
  });
  return [...turns, ...categories(rows).map(category => categoryView(category, context))];
}

function turnView(turn: Turn, own: IEntry[], context: IRowContext): VirtualElement {
  const title = turnWord(turn, context.trans);
  return section(
    `turn ${turn}`,
    true,
    [h.h3({ className: 'lm-AccordionPanel-titleLabel' }, title), h.small(String(own.length))],
    [
      ...(turn === 'you' ? [h.p({ className: 'kfcheck-save' }, context.saveFirst())] : []),
      h.ul(...own.map(entry => entryView(entry, context)))
    ]
  );
}

function categoryView(category: ICategory, context: IRowContext): VirtualElement {
  const { name, status, rows, unwell } = category;
  const { trans } = context;
  return section(
    name,
    false,
    [
      h.h3({ className: 'lm-AccordionPanel-titleLabel' }, categoryWord(name, trans)),
      h.small(countsText(rows, unwell, trans)),
      signView(status)
    ],
    [h.ul(...rows.map(row => rowView(row, context, false)))]
  );
}

/** What needs attention: its sentence, what to do, and what came of it. A warning is folded. */
function entryView(entry: IEntry, context: IRowContext): VirtualElement {
  const { row, consequences } = entry;
  const { trans } = context;
  return h.li(
    { key: row.id, dataset: { 'check-id': row.id, status: row.status } },
    fold({
      open: row.status !== 'warn',
      summary: sentenceView(row, trans, true),
      body: [
        h.div(
          ...remediesView(entry, context),
          ...(consequences.length
            ? [
                h.p({ className: 'kfcheck-label' }, trans.__('Because of this:')),
                h.ul(...consequences.map(other => rowView(other, context, true)))
              ]
            : []),
          howView(row, context)
        )
      ]
    })
  );
}

/** A row: its sentence, and below the fold how we know. */
function rowView(row: ICheck, context: IRowContext, alone: boolean): VirtualElement {
  return h.li(
    { key: row.id, dataset: { 'check-id': row.id, status: row.status } },
    fold({
      open: false,
      summary: sentenceView(row, context.trans, alone),
      body: [h.div(...knowledge(row, context, deciding(row.evidence)))]
    })
  );
}

/** A row's sentence; where it stands `alone`, outside of its category, with what it is about. */
function sentenceView(row: ICheck, trans: TranslationBundle, alone: boolean): VirtualElement[] {
  const subject = h.span({ className: 'kfcheck-subject' }, categoryWord(row.category, trans) + ': ');
  return [
    ...markView(row.status, trans),
    h.span({ className: 'kfcheck-said' }, ...(alone ? [subject] : []), row.summary)
  ];
}

function howView(row: ICheck, context: IRowContext): VirtualElement {
  const { trans } = context;
  const how = deciding(row.evidence);
  return fold({
    open: false,
    summary: [h.span(how ? trans.__('How we know: %1', how) : trans.__('How we know'))],
    body: [h.div(...knowledge(row, context, null))]
  });
}

function knowledge(
  row: ICheck,
  { trans, explainUrl, seenAt }: IRowContext,
  how: string | null
): VirtualElement[] {
  const known = evidenceRows(row.evidence, trans);
  const seen = seenAt(row);
  return [
    ...(how ? [h.p(h.span({ className: 'kfcheck-said' }, how))] : []),
    ...(known.length
      ? [
          h.table(
            { 'aria-label': trans.__('How we know') },
            h.tbody(
              ...known.map(([name, lines]) =>
                h.tr(h.th({ scope: 'row' }, name), h.td(...lines.map(line => h.div(line))))
              )
            )
          )
        ]
      : []),
    ...(seen === null ? [] : [h.p(h.small(trans.__('Seen %1', ago(seen, trans))))]),
    h.p(h.a({ href: explainUrl(row.id), target: '_blank', rel: 'noopener' }, trans.__('About %1', row.id)))
  ];
}

function turnWord(turn: Turn, trans: TranslationBundle): string {
  switch (turn) {
    case 'you':
      return trans.__('You can fix');
    case 'others':
      return trans.__('Others can fix');
    case 'unknown':
      return trans.__('Not judged');
  }
}
