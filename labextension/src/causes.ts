import type { ICheck } from './report.js';

/** Remembers causes across reloads of the page, but not of the tab: `sessionStorage`, or a stand-in. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * Tells which failures are news: each cause is told once.
 *
 * A cause is a failed check with its sentence less the figures, so that a disk that goes on filling is one.
 */
export class Causes {
  constructor(memory: Memory, key: string) {
    this.#memory = memory;
    this.#key = key;
  }

  /** The failed rows that were not told before; from now on they were. */
  news(rows: ICheck[]): ICheck[] {
    const told = new Set(JSON.parse(this.#memory.getItem(this.#key) ?? '[]') as string[]);
    const fresh = rows.filter(row => row.status === 'fail' && !told.has(cause(row)));
    if (fresh.length) {
      const all = [...told, ...fresh.map(cause)];
      this.#memory.setItem(this.#key, JSON.stringify(all));
    }
    return fresh;
  }

  #memory: Memory;
  #key: string;
}

function cause(row: ICheck): string {
  return `${row.id} ${row.summary.replace(/\d[\d.,]*/g, '#')}`;
}
