import type { TranslationBundle } from '@jupyterlab/translation';
import { pieces } from './command.js';
import { deciding, evidenceRows } from './evidence.js';
import { isHostile, printable } from './printable.js';
import { type ICheck, type IRemedy, type RemedyBy, isTrouble, remediesOf } from './report.js';
import { categories, entries, type IEntry } from './tree.js';
import { byWord, categoryWord, headline, statusWord } from './words.js';

/** What a text to be sent to somebody starts with. */
export interface IHead {
  /** Which notebook, where, when: a name and a value each. */
  identity: [string, string][];
  /** Why this may no longer be so; null where it is known to be. */
  trouble: string | null;
}

/** The whole report, to be pasted into a ticket: what needs attention, then the rest. */
export function reportMarkdown(rows: ICheck[], head: IHead, trans: TranslationBundle): string {
  const parts = [heading(headline(rows, trans), head, trans)];
  for (const entry of entries(rows)) {
    parts.push(entryLines(entry, remediesOf(entry.row), trans));
  }
  for (const category of categories(rows)) {
    const fine = category.rows.map(row => `- ${told(row, trans)}`);
    parts.push(fine.length ? [`## ${escape(categoryWord(category.name, trans))}`, '', ...fine] : []);
  }
  return join(parts);
}

/** One thing that needs attention, for the one who can do something about it. */
export function entryMarkdown(entry: IEntry, by: RemedyBy, head: IHead, trans: TranslationBundle): string {
  const remedies = remediesOf(entry.row).filter(remedy => remedy.by === by);
  return join([heading(byWord(by, trans), head, trans), entryLines(entry, remedies, trans)]);
}

function heading(title: string, head: IHead, trans: TranslationBundle): string[] {
  return [
    `# ${escape(trans.__('Kubeflow notebook check'))}: ${escape(title)}`,
    '',
    ...head.identity.map(([name, value]) => `- ${escape(name)}: ${escape(value)}`),
    ...(head.trouble ? ['', `**${escape(head.trouble)}**`] : [])
  ];
}

function entryLines({ row, consequences }: IEntry, remedies: IRemedy[], trans: TranslationBundle): string[] {
  const how = deciding(row.evidence);
  return [
    told(row, trans),
    ...(how ? ['', escape(how)] : []),
    ...(remedies.length ? [''] : []),
    ...remedies.map(({ by, text }) => `- **${escape(byWord(by, trans))}**: ${remedyMarkdown(text)}`),
    ...(consequences.length ? ['', trans.__('Because of this:'), ''] : []),
    ...consequences.map(other => `- ${told(other, trans)}`),
    '',
    ...evidenceRows(row.evidence, trans).map(
      ([name, lines]) => `- ${escape(name)}: ${lines.map(escape).join('; ')}`
    )
  ];
}

function told(row: ICheck, trans: TranslationBundle): string {
  const word = statusWord(row.status, trans);
  const name = isTrouble(row.status) ? `**${escape(row.id)}**` : escape(row.id);
  return `${name} ${word}: ${escape(row.summary)}`;
}

/** A remedy with its commands as code. */
function remedyMarkdown(text: string): string {
  return pieces(text)
    .map(piece => (piece.code && !isHostile(piece.text) ? `\`${piece.text}\`` : escape(piece.text)))
    .join('');
}

/** Text from the container as text in Markdown: no markup, no mention, no control characters. */
function escape(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|~!&@$]/g, '\\$&');
}

function join(parts: string[][]): string {
  return parts
    .filter(lines => lines.length)
    .map(lines => lines.join('\n').trimEnd())
    .join('\n\n')
    .concat('\n');
}
