import assert from 'node:assert/strict';
import test from 'node:test';
import { deciding, evidenceRows, size } from '../src/evidence.js';
import { trans } from './given.js';

const shown = (evidence: { [name: string]: unknown }) => evidenceRows(evidence, trans);

test('sizes have the unit that fits', () => {
  assert.deepEqual([0, 1023, 1024, 1536, 241081344, 81552138240, 2 ** 60].map(size), [
    '0 bytes',
    '1023 bytes',
    '1 KiB',
    '1.5 KiB',
    '230 MiB',
    '76 GiB',
    '1024 PiB'
  ]);
});

test('values are for people: units, words, no JSON', () => {
  assert.deepEqual(
    shown({
      free_bytes: 241081344,
      free_inodes: 16231326,
      uid: 1000,
      waited_seconds: 2.5,
      readOnly: true,
      lock: false,
      tried: ['/a', '/b'],
      NB_PREFIX: '/notebook/ns/name'
    }),
    [
      ['free', ['230 MiB']],
      ['free inodes', ['16,231,326']],
      ['uid', ['1000']],
      ['waited', ['2.5 s']],
      ['readOnly', ['yes']],
      ['lock', ['no']],
      ['tried', ['/a, /b']],
      ['NB_PREFIX', ['/notebook/ns/name']]
    ]
  );
});

test('compound values are lines', () => {
  assert.deepEqual(
    shown({
      tried: { '127.0.0.1:8888': 'HTTP 200', '::1': 'refused' },
      big: [
        { path: '~/.cache', size_bytes: 2 ** 31 },
        { path: '~/x', size_bytes: 1, inside: { deep: [1, 2], none: null } }
      ]
    }),
    [
      ['tried', ['127.0.0.1:8888: HTTP 200', '::1: refused']],
      ['big', ['path: ~/.cache, size: 2 GiB', 'path: ~/x, size: 1 byte, inside: deep: 1, 2']]
    ]
  );
});

test('what is not known takes no line', () => {
  assert.deepEqual(shown({ a: null, b: '', c: [], d: {}, e: [{}], f: { g: null }, h: 0 }), [['h', ['0']]]);
});

test("the line that decides is the check's own, and not told twice", () => {
  assert.equal(
    deciding({ detail: 'it belongs to root, mode 0755', mode: '0755' }),
    'it belongs to root, mode 0755'
  );
  assert.deepEqual(shown({ detail: 'it belongs to root', mode: '0755' }), [['mode', ['0755']]]);
  assert.equal(deciding({ owner: '0:0', mode: '0755' }), null);
  assert.equal(deciding({ detail: 7 }), null);
});
