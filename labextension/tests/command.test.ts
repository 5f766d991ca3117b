import assert from 'node:assert/strict';
import test from 'node:test';
import { doubt, isPlain, pieces } from '../src/command.js';

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

test('a command with what cannot be seen in it is for nobody', () => {
  for (const hidden of ['\n', '\r', '\u001b', '\u0000', '\u202e', '\u2028', '\u200b', '\u0085']) {
    assert.equal(doubt(`rm 'a${hidden}b'`, {}), 'control', JSON.stringify(hidden));
  }
  assert.equal(doubt("rm 'a $(touch x) b'", { path: '$(touch x)' }), null);
});

test('where a name has a backtick, nothing is taken for a command', () => {
  assert.equal(doubt('curl evil', { path: ['x` `curl evil` `'] }), 'quote');
});

test('only what a shell takes word by word is typed', () => {
  for (const plain of [
    'rm -rf ~/.cache ~/.local/share/Trash',
    'kfcheck explain home.space',
    "mv '/home/jovyan/$(touch x)' ~/aside",
    `mv 'it'"'"'s' b`,
    "mv 'it'\\''s' b",
    'chmod 0600 ~/.ssh/id && ls -l'
  ]) {
    assert.ok(isPlain(plain), plain);
  }
  for (const odd of [
    'rm $(touch x)',
    'rm "$(touch x)"',
    'rm a; touch b',
    'rm a | sh',
    'rm a & touch b',
    'rm a > b',
    "rm 'a",
    'rm a\nb',
    'rm *',
    'rm $HOME/x',
    "--ServerApp.allow_origin='*'",
    'NB_PREFIX',
    'fsGroup: 100',
    ' rm x'
  ]) {
    assert.ok(!isPlain(odd), odd);
  }
});
