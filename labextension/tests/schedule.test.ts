import assert from 'node:assert/strict';
import test from 'node:test';
import { type IMoment, nextLook } from '../src/schedule.js';

const HIDDEN: IMoment = { kind: 'report', age: 0, maxAge: 300, shown: false, interval: 60, tries: 0 };
const seconds = (moment: Partial<IMoment>): number => nextLook({ ...HIDDEN, ...moment }).seconds;

test('out of sight one look in max_age, just when the report is due', () => {
  assert.equal(seconds({ age: 0 }), 302);
  assert.equal(seconds({ age: 100 }), 202);
  assert.equal(seconds({ age: 301.8 }), 302);
  assert.equal(seconds({ kind: 'same', age: 299.9 }), 10, 'somebody else had it renewed: soon, not at once');
  assert.equal(seconds({ age: 4.9, maxAge: 5 }), 5);
});

test('after a sleep the renewed report is fetched as soon as it can be there, thrice at most', () => {
  const tries = [0, 1, 2, 3].map(n => nextLook({ ...HIDDEN, age: 4000, tries: n }));
  assert.deepEqual(
    tries.map(look => look.seconds),
    [2, 4, 8, 302]
  );
  assert.deepEqual(
    tries.map(look => look.hoping),
    [true, true, true, false]
  );
});

test('in sight a report older than 10 s is asked for again after 2, 4 and 8 s', () => {
  const shown = { shown: true, age: 11 };
  assert.deepEqual(
    [0, 1, 2, 3].map(tries => seconds({ ...shown, tries })),
    [2, 4, 8, 60]
  );
  assert.equal(seconds({ shown: true, age: 9 }), 60);
  assert.equal(seconds({ shown: true, age: 9, maxAge: 20 }), 22, 'not less often than out of sight');
});

test('a server that is gone is asked less and less often, at least once a minute', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 9].map(tries => seconds({ kind: 'gone', tries })),
    [5, 10, 20, 40, 60, 60]
  );
});

test('a first report in the making is asked for soon, what will not change by itself seldom', () => {
  assert.equal(seconds({ kind: 'starting' }), 2);
  for (const kind of ['missing', 'refused', 'garbled'] as const) {
    assert.equal(seconds({ kind, shown: true }), 300);
  }
});
