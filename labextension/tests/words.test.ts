import assert from 'node:assert/strict';
import test from 'node:test';
import type { IState } from '../src/monitor.js';
import { ago, countsText, headline, trouble } from '../src/words.js';
import { report, row, trans } from './given.js';

const STATE: IState = {
  answer: null,
  last: null,
  madeAt: Date.now(),
  maxAge: 300,
  running: false,
  socket: { state: 'untried' }
};
const LAST = {
  kind: 'report',
  report: report(),
  age: 0,
  maxAge: 300,
  etag: null,
  headers: new Headers()
} as const;

test('the headline counts causes', () => {
  assert.equal(headline([row(), row({ status: 'skip' })], trans), 'All is well');
  assert.equal(headline([row({ status: 'warn' })], trans), '1 thing needs attention');
  const caused = row({ id: 'runtime.dir', status: 'fail', because: 'home.space' });
  const two = [row({ id: 'home.space', status: 'fail' }), caused, row({ id: 'gpu.cuda', status: 'error' })];
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

test('every state without a fresh report says so and what to do', () => {
  const states: IState['answer'][] = [
    { kind: 'gone', detail: 'HTTP 502' },
    { kind: 'missing' },
    { kind: 'refused' },
    { kind: 'garbled', detail: '' },
    { kind: 'starting' }
  ];
  const told = states.map(answer => trouble({ ...STATE, answer, last: LAST }, trans));
  assert.equal(new Set(told.map(wrong => wrong?.headline)).size, states.length);
  assert.ok(told.every(wrong => wrong?.advice));
  assert.match(told[0]?.advice ?? '', /HTTP 502/);
  assert.equal(trouble(STATE, trans)?.headline, 'Not checked yet');
});

test('a report is old when the server has missed it three times', () => {
  const aged = (seconds: number) =>
    trouble({ ...STATE, answer: LAST, last: LAST, madeAt: Date.now() - seconds * 1000 }, trans)?.headline;
  assert.equal(aged(899), undefined);
  assert.equal(aged(901), 'This report is old');
});

test('a category says what is in it', () => {
  const rows = [row(), row(), row({ status: 'skip' })];
  assert.equal(countsText(rows, 0, trans), '2 passed, 1 skipped');
  assert.equal(countsText([], 2, trans), '2 above');
});
