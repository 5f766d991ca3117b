import assert from 'node:assert/strict';
import test from 'node:test';
import type { Answer } from '../src/answer.js';
import { evidenceText, rowMarkdown } from '../src/text.js';
import { group, startsOpen } from '../src/tree.js';
import { ago, headline, trouble } from '../src/words.js';
import { row, trans } from './given.js';

test('what needs attention comes first, the rest keeps its order', () => {
  const categories = group([
    row({ id: 'user.name' }),
    row({ id: 'home.path', status: 'skip' }),
    row({ id: 'home.space', status: 'warn' }),
    row({ id: 'home.writable', status: 'fail' }),
    row({ id: 'gpu.visible', status: 'error' }),
    row({ id: 's6.init', status: 'skip' }),
    row({ id: 'runtime.shm', status: 'pass' })
  ]);
  assert.deepEqual(
    categories.map(category => [category.name, category.status]),
    [
      ['home', 'fail'],
      ['gpu', 'error'],
      ['user', 'pass'],
      ['s6', 'skip'],
      ['runtime', 'pass']
    ]
  );
  assert.deepEqual(
    categories[0]?.rows.map(({ id }) => id),
    ['home.writable', 'home.space', 'home.path']
  );
  assert.deepEqual(categories[0]?.counts, { fail: 1, error: 0, warn: 1, pass: 0, skip: 1 });
});

test('failures are unfolded, warnings can be seen, the rest is folded', () => {
  const open = (status: 'fail' | 'error' | 'warn' | 'pass' | 'skip') => {
    const [category] = group([row({ status })]);
    return category && [startsOpen(category), ...category.rows.map(startsOpen)];
  };
  assert.deepEqual(open('fail'), [true, true]);
  assert.deepEqual(open('error'), [true, true]);
  assert.deepEqual(open('warn'), [true, false]);
  assert.deepEqual(open('pass'), [false, false]);
  assert.deepEqual(open('skip'), [false, false]);
});

test('the headline counts what needs attention', () => {
  assert.equal(headline([row(), row({ status: 'skip' })], trans), 'All is well');
  assert.equal(headline([row({ status: 'warn' })], trans), '1 thing needs attention');
  const two = [row({ status: 'fail' }), row(), row({ status: 'error' })];
  assert.equal(headline(two, trans), '2 things need attention');
});

test('ages have units', () => {
  const told = (seconds: number) => ago(Date.now() - seconds * 1000, trans);
  assert.deepEqual([0, 12, 60, 3599, 3600, 47 * 3600, 48 * 3600].map(told), [
    'just now',
    '12 s ago',
    '1 min ago',
    '59 min ago',
    '1 h ago',
    '47 h ago',
    '2 days ago'
  ]);
});

test('every state without a fresh report says what to do', () => {
  const states: Answer[] = [
    { kind: 'gone', detail: 'HTTP 502' },
    { kind: 'missing' },
    { kind: 'refused' },
    { kind: 'garbled', detail: '' },
    { kind: 'starting' }
  ];
  const told = states.map(state => trouble(state, Date.now(), trans));
  assert.equal(new Set(told).size, states.length);
  assert.match(told[0] ?? '', /HTTP 502/);
});

test('a report is old after five minutes', () => {
  const fresh = { kind: 'report' } as Answer;
  assert.equal(trouble(fresh, Date.now() - 299_000, trans), null);
  assert.match(trouble(fresh, Date.now() - 301_000, trans) ?? '', /old/);
  assert.equal(trouble(null, 0, trans), null);
});

test('evidence is one line', () => {
  const values = [null, '', [], 'a', 0, false, [1, 'b'], { a: 1 }];
  assert.deepEqual(values.map(evidenceText), ['–', '–', '–', 'a', '0', 'false', '1, b', '{"a":1}']);
});

test('a copied row is text, not markup', () => {
  const hostile = row({
    id: 'home.path',
    status: 'fail',
    summary: '<b>*x*</b>\n# [a](b)',
    evidence: { path: 'a`b`\u202e' },
    remedy: 'do _this_',
    remedy_by: 'platform'
  });
  assert.equal(
    rowMarkdown(hostile, 'failed'),
    '**home.path** failed: \\<b\\>\\*x\\*\\</b\\>\uFFFD\\# \\[a\\](b)\n' +
      '- path: a\\`b\\`\uFFFD\n\nplatform: do \\_this\\_\n'
  );
});
