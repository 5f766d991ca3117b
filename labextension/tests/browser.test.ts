import assert from 'node:assert/strict';
import test from 'node:test';
import { type IBrowserFacts, browserRows } from '../src/browser.js';
import type { ICheck } from '../src/report.js';
import { trans } from './given.js';

const HEALTHY: IBrowserFacts = {
  origin: 'https://kubeflow.example.com',
  path: '/notebook/ns/name/lab',
  secure: true,
  frame: 'none',
  xFrameOptions: null,
  policy: "frame-ancestors 'self'; report-uri /x; default-src 'none'",
  socket: { state: 'open', milliseconds: 12 },
  prefix: '/notebook/ns/name',
  server: { prefix: 'pass', frame: 'pass', websocket: 'pass' }
};

function judge(id: string, facts: Partial<IBrowserFacts>): ICheck {
  const found = browserRows({ ...HEALTHY, ...facts }, trans).find(row => row.id === `browser.${id}`);
  assert.ok(found);
  if (found.status === 'warn' || found.status === 'fail') {
    assert.equal(found.remedies?.length, 1, 'what is unwell has a remedy');
    assert.ok(found.remedies?.[0]?.by && found.remedies[0].text);
  }
  return found;
}

test('through a sound gateway all is well', () => {
  assert.deepEqual(
    browserRows(HEALTHY, trans).map(row => [row.id, row.status]),
    ['prefix', 'frame', 'websocket', 'secure'].map(name => [`browser.${name}`, 'pass'])
  );
});

test('the page must be below NB_PREFIX, and not below a longer name', () => {
  assert.equal(judge('prefix', { path: '/lab' }).status, 'fail');
  assert.equal(judge('prefix', { path: '/notebook/ns/name2/lab' }).status, 'fail');
  assert.equal(judge('prefix', { path: '/notebook/ns/name' }).status, 'pass');
  assert.equal(judge('prefix', { prefix: '/notebook/ns/name/' }).status, 'pass');
});

test('without NB_PREFIX there is nothing to compare', () => {
  for (const prefix of [null, '', '/']) {
    assert.equal(judge('prefix', { prefix }).status, 'skip');
  }
});

test('a policy overrules X-Frame-Options, as in browsers', () => {
  assert.equal(judge('frame', { xFrameOptions: 'DENY' }).status, 'pass');
  assert.equal(judge('frame', { policy: null, xFrameOptions: ' deny' }).status, 'fail');
  assert.equal(judge('frame', { policy: null, xFrameOptions: 'SAMEORIGIN' }).status, 'pass');
  assert.equal(judge('frame', { policy: "default-src 'none'", xFrameOptions: null }).status, 'pass');
});

test('frame-ancestors must admit our own site', () => {
  for (const sources of [
    '*',
    "'SELF'",
    'https:',
    'kubeflow.example.com',
    'https://kubeflow.example.com',
    'https://other.example.org https://*.example.com'
  ]) {
    assert.equal(judge('frame', { policy: `Frame-Ancestors ${sources}` }).status, 'pass', sources);
  }
  for (const sources of ["'none'", 'https://other.example.org', 'http:', '*.example.org', '']) {
    assert.equal(judge('frame', { policy: `frame-ancestors ${sources}` }).status, 'fail', sources);
  }
});

test('of two policies both must admit it', () => {
  assert.equal(judge('frame', { policy: "frame-ancestors 'self', frame-ancestors 'none'" }).status, 'fail');
});

test('a page in a frame is its own proof', () => {
  assert.equal(judge('frame', { frame: 'same', policy: "frame-ancestors 'none'" }).status, 'pass');
  const other = judge('frame', { frame: 'other' });
  assert.deepEqual([other.status, other.remedies?.[0]?.by], ['warn', 'user']);
});

test('a WebSocket that the server itself refuses is not blamed on the gateway', () => {
  const dropped = judge('websocket', { socket: { state: 'refused', code: 1006 } });
  assert.deepEqual([dropped.status, dropped.remedies?.[0]?.by], ['fail', 'platform']);
  assert.deepEqual(dropped.evidence, { state: 'refused', code: 1006, 'server.websocket': 'pass' });
  assert.equal(dropped.because, null);
  const server = { ...HEALTHY.server, websocket: 'fail' } as const;
  const refused = judge('websocket', { socket: { state: 'silent', seconds: 10 }, server });
  assert.deepEqual([refused.status, refused.remedies?.[0]?.by], ['fail', 'image']);
  assert.equal(refused.because, 'server.websocket');
});

test('a WebSocket that was not tried is skipped', () => {
  assert.equal(judge('websocket', { socket: { state: 'untried' } }).status, 'skip');
});

test('plain http is a warning for the platform', () => {
  const plain = judge('secure', { secure: false });
  assert.deepEqual([plain.status, plain.remedies?.[0]?.by], ['warn', 'platform']);
});

test('what the server itself gets wrong is a consequence of that', () => {
  const server = { prefix: 'fail', frame: 'fail', websocket: 'pass' } as const;
  assert.equal(judge('prefix', { path: '/lab', server }).because, 'server.prefix');
  assert.equal(judge('frame', { xFrameOptions: 'DENY', policy: null, server }).because, 'server.frame');
  assert.equal(judge('prefix', { path: '/lab' }).because, null);
});
