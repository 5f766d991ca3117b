/** How a check ended, as in the report. */
export type Status = 'pass' | 'warn' | 'fail' | 'skip' | 'error';

/** Who can carry out a remedy. */
export type RemedyBy = 'user' | 'image' | 'platform';

/** One row: a check of the report, or something that only the browser sees. */
export interface ICheck {
  id: string;
  category: string;
  status: Status;
  summary: string;
  evidence: { [name: string]: unknown };
  remedy: string | null;
  remedy_by: RemedyBy | null;
}

/** The parts of a report (schema_version 1) that the panel shows. */
export interface IReport {
  started_at: string;
  container: { nb_prefix: string | null };
  checks: ICheck[];
}

/** The order in which things deserve attention. */
const RANK: { [S in Status]: number } = {
  fail: 0,
  error: 1,
  warn: 2,
  pass: 3,
  skip: 4
};

/** Whether somebody should look at a row of this status. */
export function isTrouble(status: Status): boolean {
  return RANK[status] < RANK.pass;
}

/** Sort key: lower comes first. Rows that are fine keep the report's order. */
export function urgency(status: Status): number {
  return isTrouble(status) ? RANK[status] : RANK.pass;
}

/** The worst of some statuses; `skip` where there is none. */
export function worst(statuses: Status[]): Status {
  return statuses.reduce((a, b) => (RANK[b] < RANK[a] ? b : a), 'skip');
}

/** Whether a decoded answer is a report: what else comes by this address holds no checks. */
export function isReport(value: unknown): value is IReport {
  const report = value as Partial<IReport> | null;
  return Array.isArray(report?.checks) && typeof report.container === 'object';
}
