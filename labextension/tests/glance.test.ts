import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuText } from '../src/gpu.js';
import { identity, notebookName, platformName } from '../src/identity.js';
import { saveFirst } from '../src/losses.js';
import { seenAt } from '../src/seen.js';
import type { IContainer, IReport } from '../src/report.js';
import { report, row, trans } from './given.js';

const PLACE = { host: 'example.com', baseUrl: '/user/jo/' };
const within = (container: Partial<IContainer>, ...checks: IReport['checks']): IReport => {
  const given = report(...checks);
  return { ...given, container: { ...given.container, ...container } };
};
const gpus = (...names: string[]) =>
  gpuText(
    within(
      { gpus: names.length },
      row({ id: 'gpu.visible', evidence: { devices: names.map(name => ({ name })) } })
    ),
    trans
  );

test('the GPUs at a glance, without maker, memory and form', () => {
  assert.equal(gpus('NVIDIA H100 80GB HBM3'), 'GPU: 1 × H100');
  assert.equal(gpus('NVIDIA A100-SXM4-40GB', 'NVIDIA A100-SXM4-40GB'), 'GPU: 2 × A100');
  assert.equal(gpus('Tesla T4', 'NVIDIA GeForce RTX 4090'), 'GPU: 1 × T4, 1 × RTX 4090');
  assert.equal(gpus('NVIDIA L40S', 'NVIDIA H100 PCIe'), 'GPU: 1 × L40S, 1 × H100');
});

test('no name is made up, and no GPU', () => {
  assert.equal(gpuText(within({ gpus: 2 }), trans), 'GPU: 2');
  assert.equal(gpuText(within({ gpus: 0 }), trans), null);
  assert.equal(gpuText(within({ gpus: null }), trans), null);
});

test('a notebook is named as its platform names it', () => {
  assert.equal(notebookName(report(), PLACE), 'team-a/demo');
  assert.equal(notebookName(within({ nb_prefix: '/workspace/x/y/z' }), PLACE), 'workspace/x/y/z');
  assert.equal(notebookName(within({ nb_prefix: null, base_url: '/user/jo/' }), PLACE), 'user/jo');
  assert.equal(notebookName(within({ nb_prefix: null, base_url: '/', hostname: 'laptop' }), PLACE), 'laptop');
  assert.deepEqual(['kubeflow-v2', 'none', undefined, 'new'].map(platformName), [
    'Kubeflow v2',
    null,
    null,
    'new'
  ]);
});

test('what is not known of a notebook is left out', () => {
  const bare = { started_at: '2026-01-02T03:04:05Z', container: { nb_prefix: null }, checks: [] };
  assert.deepEqual(identity(bare, PLACE, trans), [
    ['Notebook', 'example.com'],
    ['Host', 'example.com'],
    ['Path', '/user/jo/'],
    ['Checked', '2026-01-02T03:04:05Z']
  ]);
});

test('before the notebook is stopped, what would be lost is to be saved', () => {
  const told = (...checks: IReport['checks']) => saveFirst(report(...checks), trans);
  const home = (storage: string) => row({ id: 'home.persistent', evidence: { storage } });
  assert.match(told(home('persistent')), /kernels hold in memory\.$/);
  assert.match(told(home('ephemeral')), /memory\. HOME is lost with the notebook/);
  assert.match(told(home('unknown')), /memory\. It is not known whether HOME is kept/);
  const packages = (status: 'warn' | 'pass') => row({ id: 'packages.lost', status });
  assert.match(told(packages('warn')), /memory\. Packages that you have installed/);
  assert.match(told(packages('pass')), /memory\.$/);
});

test('facts that were carried over are as old as they are', () => {
  const last = {
    kind: 'report',
    report: report(),
    age: 0,
    maxAge: null,
    etag: null,
    headers: new Headers()
  } as const;
  const state = { answer: last, last, madeAt: 10_000_000, maxAge: 300, running: false } as const;
  const seen = (observed_at: string | null) =>
    seenAt({ ...state, socket: { state: 'untried' } }, row({ observed_at }));
  assert.equal(seen('2026-01-02T02:54:05Z'), 10_000_000 - 600_000);
  assert.equal(seen('2026-01-02T03:04:05Z'), null);
  assert.equal(seen(null), null);
});
