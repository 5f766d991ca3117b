import { type IReport, isReport } from './report.js';

/** What came back from `kfcheck`, or why nothing did. */
export type Answer =
  | { kind: 'report'; report: IReport; age: number; headers: Headers }
  | { kind: 'starting' }
  | { kind: 'missing' }
  | { kind: 'refused' }
  | { kind: 'garbled'; detail: string }
  | { kind: 'gone'; detail: string };

/**
 * Tell what an HTTP answer means.
 *
 * A gateway answers 502, 503 or 504 in the name of a server that is gone; the server itself sends 503 only
 * with `Retry-After`, while there is no report yet.
 */
export function readAnswer(status: number, headers: Headers, body: string): Answer {
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
    const age = Number(headers.get('Age') ?? 0);
    return { kind: 'report', report: value, age: age >= 0 ? age : 0, headers };
  }
  // Without credentials the endpoint answers with the status alone.
  const alone = typeof (value as { status?: unknown } | null)?.status;
  return alone === 'string' ? { kind: 'refused' } : { kind: 'garbled', detail: type };
}
