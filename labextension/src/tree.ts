import { type ICheck, type Status, isTrouble, urgency, worst } from './report.js';

/** A category with its rows, what needs attention first. */
export interface ICategory {
  name: string;
  status: Status;
  counts: { [S in Status]: number };
  rows: ICheck[];
}

/** Group rows by category; categories and rows that need attention come first, the rest keeps its order. */
export function group(rows: ICheck[]): ICategory[] {
  const names = [...new Set(rows.map(row => row.category))];
  const categories = names.map(name => {
    const own = rows.filter(row => row.category === name);
    return {
      name,
      status: worst(own.map(row => row.status)),
      counts: count(own),
      rows: sortByUrgency(own)
    };
  });
  return sortByUrgency(categories);
}

/** A category opens where something needs attention, a row where something failed. */
export function startsOpen(entry: ICategory | ICheck): boolean {
  return 'rows' in entry ? isTrouble(entry.status) : entry.status === 'fail' || entry.status === 'error';
}

function sortByUrgency<T extends { status: Status }>(entries: T[]): T[] {
  return [...entries].sort((a, b) => urgency(a.status) - urgency(b.status));
}

function count(rows: ICheck[]): ICategory['counts'] {
  const counts = { fail: 0, error: 0, warn: 0, pass: 0, skip: 0 };
  rows.forEach(row => counts[row.status]++);
  return counts;
}
