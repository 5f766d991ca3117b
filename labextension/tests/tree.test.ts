import assert from 'node:assert/strict';
import test from 'node:test';
import type { ICheck } from '../src/report.js';
import { categories, entries } from '../src/tree.js';
import { row } from './given.js';

const YOURS = [{ by: 'user' as const, text: 'empty it' }];
const THEIRS = [{ by: 'platform' as const, text: 'grow it' }];
const ids = (rows: ICheck[]): string[] => rows.map(({ id }) => id);

test("the reader's own comes before what others must, the worst first in each", () => {
  const found = entries([
    row({ id: 'server.cors', status: 'fail', remedies: THEIRS }),
    row({ id: 'gpu.visible', status: 'error' }),
    row({ id: 'packages.lost', status: 'warn', remedies: YOURS }),
    row({ id: 'home.space', status: 'fail', remedies: [...THEIRS, ...YOURS] }),
    row({ id: 'user.name' }),
    row({ id: 's6.init', status: 'skip' })
  ]);
  assert.deepEqual(
    found.map(entry => [entry.row.id, entry.turn]),
    [
      ['home.space', 'you'],
      ['packages.lost', 'you'],
      ['server.cors', 'others'],
      ['gpu.visible', 'unknown']
    ]
  );
});

test('one entry a cause, however long the chain, in whatever order', () => {
  const [entry, ...others] = entries([
    row({ id: 'runtime.dir', status: 'fail', because: 'home.writable' }),
    row({ id: 'home.writable', status: 'fail', because: 'home.space' }),
    row({ id: 'home.space', status: 'fail' })
  ]);
  assert.equal(entry?.row.id, 'home.space');
  assert.deepEqual(ids(entry.consequences), ['runtime.dir', 'home.writable']);
  assert.deepEqual(others, []);
});

test('a cause that is well, unknown, or goes in a circle hides nothing', () => {
  const found = entries([
    row({ id: 'home.space' }),
    row({ id: 'home.writable', status: 'fail', because: 'home.space' }),
    row({ id: 'runtime.dir', status: 'fail', because: 'never.heard' }),
    row({ id: 'server.port', status: 'fail', because: 'server.prefix' }),
    row({ id: 'server.prefix', status: 'fail', because: 'server.port' }),
    row({ id: 'user.uid', status: 'fail', because: 'user.uid' })
  ]);
  const shown = found.flatMap(entry => [entry.row, ...entry.consequences]);
  assert.deepEqual(ids(shown).sort(), [
    'home.writable',
    'runtime.dir',
    'server.port',
    'server.prefix',
    'user.uid'
  ]);
});

test('every row is shown once: above, or in its category', () => {
  const rows = [
    row({ id: 'user.name' }),
    row({ id: 'home.path', status: 'skip' }),
    row({ id: 'home.space', status: 'warn' }),
    row({ id: 'home.writable', status: 'fail', because: 'home.space' }),
    row({ id: 'home.seed' })
  ];
  const above = entries(rows).flatMap(entry => [entry.row, ...entry.consequences]);
  const below = categories(rows);
  assert.deepEqual(ids([...above, ...below.flatMap(category => category.rows)]).sort(), ids(rows).sort());
  assert.deepEqual(
    below.map(({ name, status, unwell }) => [name, status, unwell]),
    [
      ['user', 'pass', 0],
      ['home', 'fail', 2]
    ]
  );
});

test('a report of an older server has one remedy', () => {
  const old: ICheck = { ...row({ status: 'fail' }), remedy: 'grow it', remedy_by: 'user' };
  delete old.remedies;
  assert.equal(entries([old])[0]?.turn, 'you');
});
