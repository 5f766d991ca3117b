import assert from 'node:assert/strict';
import test from 'node:test';
import { Causes, type Memory } from '../src/causes.js';
import { row } from './given.js';

function memory(): Memory {
  const kept = new Map<string, string>();
  return { getItem: key => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

const FULL = row({ id: 'home.space', status: 'fail', summary: 'only 812.5 KiB and 12 inodes are free' });

test('a failure is news once', () => {
  const causes = new Causes(memory(), 'k');
  assert.deepEqual(causes.news([FULL]), [FULL]);
  assert.deepEqual(causes.news([FULL]), []);
});

test('figures do not make another cause, words do', () => {
  const causes = new Causes(memory(), 'k');
  causes.news([FULL]);
  assert.deepEqual(causes.news([{ ...FULL, summary: 'only 3 KiB and 1 inodes are free' }]), []);
  const other = { ...FULL, summary: 'no inode is free' };
  assert.deepEqual(causes.news([FULL, other]), [other]);
});

test('what has come back is news again, what was not looked at is not', () => {
  const causes = new Causes(memory(), 'k');
  causes.news([FULL]);
  causes.news([{ ...FULL, status: 'error' }]);
  causes.news([]);
  assert.deepEqual(causes.news([FULL]), []);
  causes.news([{ ...FULL, status: 'pass' }]);
  assert.deepEqual(causes.news([FULL]), [FULL]);
});

test('a consequence is no news of its own', () => {
  const caused = row({ status: 'fail', because: 'home.space' });
  assert.deepEqual(new Causes(memory(), 'k').news([caused, FULL]), [FULL]);
  assert.deepEqual(new Causes(memory(), 'k').news([caused]), [caused]);
});

test('only failures are told', () => {
  const rows = (['pass', 'warn', 'skip', 'error'] as const).map(status => row({ status }));
  assert.deepEqual(new Causes(memory(), 'k').news(rows), []);
});

test('a reload of the page does not tell it again, another notebook does', () => {
  const tab = memory();
  new Causes(tab, 'one').news([FULL]);
  assert.deepEqual(new Causes(tab, 'one').news([FULL]), []);
  assert.deepEqual(new Causes(tab, 'two').news([FULL]), [FULL]);
});
