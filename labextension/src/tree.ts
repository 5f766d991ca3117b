import { type ICheck, type Status, isTrouble, remediesOf, urgency, worst } from './report.js';

/** Whose turn it is: the reader's, somebody else's, or nobody's that is known. */
export type Turn = 'you' | 'others' | 'unknown';

/** Something that needs attention, and what came of it. */
export interface IEntry {
  row: ICheck;
  consequences: ICheck[];
  turn: Turn;
}

/** A category: the rows that need no attention, and how many of its rows do. */
export interface ICategory {
  name: string;
  /** The worst of all its rows, those that need attention included. */
  status: Status;
  rows: ICheck[];
  unwell: number;
}

/** One entry a cause, the worst first; what the reader can do comes before what others must. */
export function entries(rows: ICheck[]): IEntry[] {
  const unwell = rows.filter(row => isTrouble(row.status));
  const byId = new Map(unwell.map(row => [row.id, row]));
  const roots = new Map(unwell.map(row => [row, rootOf(row, byId)]));
  const found = unwell
    .filter(row => roots.get(row) === row)
    .map(row => ({
      row,
      consequences: unwell.filter(other => other !== row && roots.get(other) === row),
      turn: turnOf(row)
    }));
  return (['you', 'others', 'unknown'] as const).flatMap(turn =>
    found.filter(entry => entry.turn === turn).sort((a, b) => urgency(a.row.status) - urgency(b.row.status))
  );
}

/** What needs no attention, by category, in the report's order. */
export function categories(rows: ICheck[]): ICategory[] {
  return [...new Set(rows.map(row => row.category))].map(name => {
    const all = rows.filter(row => row.category === name);
    const fine = all.filter(row => !isTrouble(row.status));
    return { name, status: worst(all.map(row => row.status)), rows: fine, unwell: all.length - fine.length };
  });
}

/** The first cause of a row among those that need attention; its own where causes run in a circle. */
function rootOf(row: ICheck, byId: Map<string, ICheck>): ICheck {
  const seen = new Set([row]);
  let cause = row;
  for (let next = byId.get(row.because ?? ''); next; next = byId.get(next.because ?? '')) {
    if (seen.has(next)) {
      return row;
    }
    seen.add((cause = next));
  }
  return cause;
}

function turnOf(row: ICheck): Turn {
  const remedies = remediesOf(row);
  return remedies.some(({ by }) => by === 'user') ? 'you' : remedies.length ? 'others' : 'unknown';
}
