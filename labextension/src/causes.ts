import type { ICheck } from './report.js';
import { entries } from './tree.js';

/** Remembers causes across reloads of the page, but not of the tab: `sessionStorage`, or a stand-in. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * Tells which failures are news: each cause is told once, and again only when it has come back.
 *
 * A cause is a failed check with its sentence less the figures, so that a disk that goes on filling is one. What
 * came of it is no news of its own.
 */
export class Causes {
  constructor(memory: Memory, key: string) {
    this.#memory = memory;
    this.#key = key;
  }

  /** The failed rows that were not told before; from now on they were. */
  news(rows: ICheck[]): ICheck[] {
    const failed = failures(rows);
    const told = JSON.parse(this.#memory.getItem(this.#key) ?? '[]') as string[];
    const fine = new Set(rows.filter(({ status }) => status === 'pass').map(({ id }) => id));
    const fresh = failed.filter(row => !told.includes(causeOf(row)));
    const lasting = told.filter(cause => !fine.has(cause.split(' ')[0]!));
    if (fresh.length || lasting.length < told.length) {
      this.#memory.setItem(this.#key, JSON.stringify([...lasting, ...fresh.map(causeOf)]));
    }
    return fresh;
  }

  #memory: Memory;
  #key: string;
}

/** The failed rows that are not the consequence of another. */
export function failures(rows: ICheck[]): ICheck[] {
  return entries(rows)
    .map(({ row }) => row)
    .filter(({ status }) => status === 'fail');
}

/** What stays the same of a failure while its figures change. */
export function causeOf(row: ICheck): string {
  return `${row.id} ${row.summary.replace(/\d[\d.,]*/g, '#')}`;
}
