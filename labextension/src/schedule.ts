import type { Answer } from './answer.js';

/** Seconds from which on the server renews a report, where it does not say so itself. */
export const MAX_AGE = 300;

/** An open panel shows a report that is no older than this, in seconds, where it can be had. */
export const FRESH = 10;

/** Seconds until a report that the server is just renewing is asked for again. */
const AFTER = [2, 4, 8];

/** A report that is due is asked for this much later, in seconds, so that it is due for the server too. */
const MARGIN = 2;

/** The least and the most seconds between two looks at a server that gives no report. */
const SOON = 5;
const SELDOM = 60;

/** What decides when to look again. Times in seconds. */
export interface IMoment {
  kind: Answer['kind'];
  /** The age of the last report. */
  age: number;
  maxAge: number;
  /** Whether the panel is shown, and how often it looks. */
  shown: boolean;
  interval: number;
  /** How many looks in a row have not brought what was hoped for. */
  tries: number;
}

/**
 * Seconds until the next look, and whether this one has not brought what was hoped for.
 *
 * Out of sight one look in `maxAge`: it finds the report just too old, has it renewed thereby, and shows it at the
 * next. In sight, and after the computer has slept, the renewed report is fetched as soon as it can be there.
 */
export function nextLook(moment: IMoment): { seconds: number; hoping: boolean } {
  const { kind, age, maxAge, shown, interval, tries } = moment;
  switch (kind) {
    case 'report':
    case 'same': {
      const after = AFTER[tries];
      if (after && age > (shown ? FRESH : maxAge + FRESH)) {
        return { seconds: after, hoping: true };
      }
      if (shown) {
        return { seconds: Math.min(interval, maxAge + MARGIN), hoping: false };
      }
      const left = age < maxAge ? maxAge - age : maxAge;
      return { seconds: Math.max(left + MARGIN, Math.min(FRESH, maxAge)), hoping: false };
    }
    case 'starting':
      return { seconds: Math.min(2 * 2 ** tries, SELDOM), hoping: true };
    case 'gone':
      return { seconds: Math.min(SOON * 2 ** tries, SELDOM), hoping: true };
    default:
      return { seconds: maxAge, hoping: false };
  }
}
