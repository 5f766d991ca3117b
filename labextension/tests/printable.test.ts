import assert from 'node:assert/strict';
import test from 'node:test';
import { isHostile, printable, printableData } from '../src/printable.js';
import { seenReport } from '../src/report.js';
import { report, row } from './given.js';

test('what cannot be seen is shown as on a terminal', () => {
  assert.equal(printable('a\u001b[31m\n\u202eb\u0085\udc80'), 'a\\x1b[31m\\x0a\\u202eb\\x85\\x80');
  assert.equal(printable('größer \u{1f600} `x` "y"'), 'größer \u{1f600} `x` "y"');
  assert.equal(printable('a\u061cb\ufeffc\u00add\u{e0041}e'), 'a\\u061cb\\ufeffc\\xadd\\U000e0041e');
  assert.ok(isHostile('a\u2028b') && isHostile('a\u200bb') && !isHostile('a b\u{1f600}'));
});

test('all of a report can be seen, but what is copied stays as it was written', () => {
  assert.deepEqual(printableData({ 'a\nb': ['\u0000', 7, null, { c: true }] }), {
    'a\\x0ab': ['\\x00', 7, null, { c: true }]
  });
  const text = "Move it: `mv 'a\nb' c`.";
  const given = row({ summary: 'a\u202eb', evidence: { path: '\u001b' }, remedies: [{ by: 'user', text }] });
  const [seen] = seenReport(report(given)).checks;
  assert.deepEqual([seen?.summary, seen?.evidence], ['a\\u202eb', { path: '\\x1b' }]);
  assert.deepEqual(seen?.remedies, [{ by: 'user', text }]);
});
