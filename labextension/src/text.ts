import type { ICheck } from './report.js';

/** A value of the evidence as one line of text. */
export function evidenceText(value: unknown): string {
  if (value === null || value === undefined || value === '') {
    return '–';
  }
  if (Array.isArray(value)) {
    return value.length ? value.map(evidenceText).join(', ') : '–';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** One row as Markdown, to be pasted into a message to somebody else. */
export function rowMarkdown(row: ICheck, word: string): string {
  const lines = [`**${escape(row.id)}** ${word}: ${escape(row.summary)}`];
  for (const [name, value] of Object.entries(row.evidence)) {
    lines.push(`- ${escape(name)}: ${escape(evidenceText(value))}`);
  }
  if (row.remedy) {
    const by = row.remedy_by ? `${row.remedy_by}: ` : '';
    lines.push('', `${by}${escape(row.remedy)}`);
  }
  return lines.join('\n') + '\n';
}

/** Text from the container as text in Markdown: no markup, no control characters. */
function escape(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD').replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&');
}
