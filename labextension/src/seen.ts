import type { IState } from './monitor.js';
import type { ICheck } from './report.js';

/** Facts that were seen this many milliseconds before the report was made are older than it. */
const EARLIER = 60_000;

/** When a row's facts were seen, in milliseconds of this browser's clock; null where that is the report's time. */
export function seenAt({ last, madeAt }: IState, row: ICheck): number | null {
  const seen = Date.parse(row.observed_at ?? '');
  const made = Date.parse(last?.report.started_at ?? '');
  const before = made - seen;
  return before > EARLIER ? madeAt - before : null;
}
