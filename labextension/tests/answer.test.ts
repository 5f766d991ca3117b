import assert from 'node:assert/strict';
import test from 'node:test';
import { readAnswer } from '../src/answer.js';
import { report, row } from './given.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const read = (status: number, body: string, headers: Record<string, string> = JSON_TYPE) =>
  readAnswer(status, new Headers(headers), body);

test('a report is a report, with its age', () => {
  const answer = read(200, JSON.stringify(report(row())), { ...JSON_TYPE, Age: '12' });
  assert.equal(answer.kind, 'report');
  assert.equal(answer.age, 12);
  assert.equal(answer.report.checks[0]?.id, 'home.writable');
});

test('an age that is none is 0', () => {
  for (const age of ['soon', '-3', '']) {
    const answer = read(200, JSON.stringify(report()), { ...JSON_TYPE, Age: age });
    assert.equal(answer.kind === 'report' && answer.age, 0);
  }
});

test('404 is a missing endpoint, whatever the page says', () => {
  assert.deepEqual(read(404, '<html>', { 'Content-Type': 'text/html' }), { kind: 'missing' });
});

test('the status alone is for those who are not logged in', () => {
  assert.deepEqual(read(200, '{"status": "fail"}'), { kind: 'refused' });
  assert.deepEqual(read(401, ''), { kind: 'refused' });
  assert.deepEqual(read(403, '{}'), { kind: 'refused' });
});

test('503 is the server waiting for its first report only with Retry-After, else the gateway', () => {
  assert.deepEqual(read(503, '{}', { 'Retry-After': '1' }), { kind: 'starting' });
  assert.deepEqual(read(503, 'no healthy upstream', {}), { kind: 'gone', detail: 'HTTP 503' });
  assert.deepEqual(read(502, ''), { kind: 'gone', detail: 'HTTP 502' });
});

test('a login page, other JSON and nothing are told apart from a report', () => {
  const page = read(200, '<html>Log in</html>', { 'Content-Type': 'text/html; charset=utf-8' });
  assert.deepEqual(page, { kind: 'garbled', detail: 'text/html' });
  for (const body of [
    'null',
    '[]',
    '7',
    '""',
    '{"checks": 1}',
    '{"checks": []}',
    '{"checks": [], "container": null}'
  ]) {
    assert.equal(read(200, body).kind, 'garbled', body);
  }
  assert.deepEqual(read(200, '', {}), { kind: 'garbled', detail: '' });
});

test('304 is the report that is known, with its age if that is said', () => {
  const said = { Age: '70', 'Kfcheck-Max-Age': '300' };
  assert.deepEqual(read(304, '', said), { kind: 'same', age: 70, maxAge: 300 });
  assert.deepEqual(read(304, '', {}), { kind: 'same', age: null, maxAge: null });
});

test('an answer brings what the next question needs', () => {
  const answer = read(200, JSON.stringify(report()), { ...JSON_TYPE, ETag: '"a"', 'Kfcheck-Max-Age': '5' });
  assert.ok(answer.kind === 'report');
  assert.deepEqual([answer.etag, answer.maxAge], ['"a"', 5]);
  const older = read(200, JSON.stringify(report()));
  assert.ok(older.kind === 'report');
  assert.deepEqual([older.etag, older.maxAge], [null, null]);
});
