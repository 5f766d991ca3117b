import assert from 'node:assert/strict';
import test from 'node:test';
import { isCommand, isPlain, pieces } from '../src/command.js';

test('what stands in backticks is code, a lone backtick is a character', () => {
  assert.deepEqual(pieces('empty it: `rm -rf ~/.cache`, or `kfcheck`.'), [
    { code: false, text: 'empty it: ' },
    { code: true, text: 'rm -rf ~/.cache' },
    { code: false, text: ', or ' },
    { code: true, text: 'kfcheck' },
    { code: false, text: '.' }
  ]);
  assert.deepEqual(pieces('a `b` c ` d'), [
    { code: false, text: 'a ' },
    { code: true, text: 'b' },
    { code: false, text: ' c ` d' }
  ]);
  assert.deepEqual(pieces(''), []);
});

test('only what a shell takes word by word is typed', () => {
  for (const plain of [
    'rm -rf ~/.cache ~/.local/share/Trash',
    'kfcheck explain home.space',
    "mv '/home/jovyan/$(touch x)' ~/aside",
    `mv 'it'"'"'s' b`,
    "mv 'it'\\''s' b",
    'chmod 0600 ~/.ssh/id && ls -l',
    '/home/jovyan/env/bin/pip install annotated-types',
    'chmod go= ~/.ssh/id_rsa',
    "du -xh --max-depth=2 '/home/$(touch x)' | sort -h | tail"
  ]) {
    assert.ok(isPlain(plain), plain);
  }
  for (const odd of [
    'rm $(touch x)',
    'rm "$(touch x)"',
    'rm a; touch b',
    'rm a || sh',
    "rm $'a\\x60b'",
    'rm a & touch b',
    'rm a > b',
    "rm 'a",
    'rm a\nb',
    "rm 'a\nb'",
    "rm 'a\u202eb'",
    'rm *',
    'rm $HOME/x',
    "--ServerApp.allow_origin='*'",
    'NB_PREFIX',
    "c.NotebookNotary.db_file = ':memory:'",
    'fsGroup: 100',
    ' rm x'
  ]) {
    assert.ok(!isPlain(odd), odd);
  }
});

test('a name that is talked about is no command', () => {
  assert.deepEqual(
    [
      'rm -rf ~/.cache',
      "--ServerApp.allow_origin='*'",
      'fsGroup: 100',
      'NB_PREFIX',
      'resources.requests.storage'
    ].map(isCommand),
    [true, true, true, false, false]
  );
});
