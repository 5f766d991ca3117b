import { type IReport, isReport, seenReport } from './report.js';

/** What came back from `kfcheck`, or why nothing did. */
export type Answer =
  | IReportAnswer
  /** The report that was known already; `age` is null where the server does not say it. */
  | { kind: 'same'; age: number | null; maxAge: number | null }
  | { kind: 'starting' }
  | { kind: 'missing' }
  | { kind: 'refused' }
  | { kind: 'garbled'; detail: string }
  | { kind: 'gone'; detail: string };

/** A report, and what its answer said about it. Ages in seconds. */
export interface IReportAnswer {
  kind: 'report';
  report: IReport;
  age: number;
  /** From which age on the server renews a report that is asked for; null where it does not say so. */
  maxAge: number | null;
  etag: string | null;
  headers: Headers;
}

/**
 * Tell what an HTTP answer means.
 *
 * A gateway answers 502, 503 or 504 in the name of a server that is gone; the server itself sends 503 only
 * with `Retry-After`, while there is no report yet.
 */
export function readAnswer(status: number, headers: Headers, body: string): Answer {
  if (status === 304) {
    return { kind: 'same', age: seconds(headers, 'Age'), maxAge: seconds(headers, 'Kfcheck-Max-Age') };
  }
  if (status === 404) {
    return { kind: 'missing' };
  }
  if (status === 401 || status === 403) {
    return { kind: 'refused' };
  }
  if (status === 503 && headers.has('Retry-After')) {
    return { kind: 'starting' };
  }
  if (status >= 500) {
    return { kind: 'gone', detail: `HTTP ${status}` };
  }
  return readBody(headers, body);
}

function readBody(headers: Headers, body: string): Answer {
  const type = (headers.get('Content-Type') ?? '').split(';')[0]!.trim();
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: 'garbled', detail: type };
  }
  if (isReport(value)) {
    return {
      kind: 'report',
      report: seenReport(value),
      age: seconds(headers, 'Age') ?? 0,
      maxAge: seconds(headers, 'Kfcheck-Max-Age'),
      etag: headers.get('ETag'),
      headers
    };
  }
  // Without credentials the endpoint answers with the status alone.
  const alone = typeof (value as { status?: unknown } | null)?.status;
  return alone === 'string' ? { kind: 'refused' } : { kind: 'garbled', detail: type };
}

function seconds(headers: Headers, name: string): number | null {
  const value = Number(headers.get(name) || NaN);
  return value >= 0 ? value : null;
}
