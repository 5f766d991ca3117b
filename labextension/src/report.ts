import { printableData } from './printable.js';

/** How a check ended, as in the report. */
export type Status = 'pass' | 'warn' | 'fail' | 'skip' | 'error';

/** Who can carry out a remedy. */
export type RemedyBy = 'user' | 'image' | 'platform';

/** What to do, and who can do it. Commands in the text stand in backticks, whole, with every value quoted. */
export interface IRemedy {
  by: RemedyBy | null;
  text: string;
}

/** One row: a check of the report, or something that only the browser sees. */
export interface ICheck {
  id: string;
  category: string;
  status: Status;
  summary: string;
  evidence: { [name: string]: unknown };
  /** Best first. A server of an older version sends the first one only, as `remedy` and `remedy_by`. */
  remedies?: IRemedy[];
  remedy?: string | null;
  remedy_by?: RemedyBy | null;
  /** The check whose finding causes this one. */
  because?: string | null;
  /** When its facts were seen, if that was before the report was made. */
  observed_at?: string | null;
}

/** Who runs the IDE, and where: what is not known is null or missing. */
export interface IContainer {
  nb_prefix: string | null;
  hostname?: string | null;
  pod_uid?: string | null;
  base_url?: string | null;
  home_persistent?: boolean | null;
  gpus?: number | null;
}

/** The parts of a report (schema_version 1) that the panel shows. */
export interface IReport {
  kfcheck_version?: string;
  platform?: string;
  started_at: string;
  duration_seconds?: number;
  container: IContainer;
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

/** The remedies of a row, best first. */
export function remediesOf(row: ICheck): IRemedy[] {
  return row.remedies ?? (row.remedy ? [{ by: row.remedy_by ?? null, text: row.remedy }] : []);
}

/** Whether a decoded answer is a report: what else comes by this address holds no checks. */
export function isReport(value: unknown): value is IReport {
  const report = value as Partial<IReport> | null;
  return Array.isArray(report?.checks) && typeof report.container === 'object' && report.container !== null;
}

/**
 * A report that holds nothing but what can be seen. Remedies stay as they are: what is copied from them must be what
 * the check wrote, or nothing.
 */
export function seenReport(report: IReport): IReport {
  const checks = report.checks.map(check => ({ ...printableData(check), remedies: remediesOf(check) }));
  return { ...printableData({ ...report, checks: [] }), checks };
}
