import assert from 'node:assert/strict';
import test from 'node:test';
import { identity } from '../src/identity.js';
import { type IHead, entryMarkdown, reportMarkdown } from '../src/markdown.js';
import { seenReport } from '../src/report.js';
import { entries } from '../src/tree.js';
import { report, row, trans } from './given.js';

const PLACE = { host: 'kubeflow.example.com', baseUrl: '/notebook/team-a/demo/' };
const HEAD: IHead = { identity: identity(report(), PLACE, trans), trouble: null };
const NAMED = [
  '- Notebook: demo',
  '- Namespace: team-a',
  '- Pod: demo-0',
  '- Host: kubeflow.example.com',
  '- Path: /notebook/team-a/demo/',
  '- Checked: 2026-01-02T03:04:05Z',
  '- Platform: Kubeflow v1',
  '- kfcheck: 0.2.0'
].join('\n');
const FULL = row({
  id: 'home.space',
  status: 'fail',
  summary: '/home/jovyan is full',
  evidence: { free_bytes: 0 },
  remedies: [
    { by: 'user', text: 'empty it: `rm -rf ~/.cache`' },
    { by: 'platform', text: 'grow the volume' }
  ]
});
const CAUSED = row({ status: 'fail', summary: 'cannot be written', because: 'home.space' });

test('the report names its notebook, tells causes with what came of them, then the rest', () => {
  const text = reportMarkdown(
    [row({ id: 'user.name', summary: 'runs as jovyan' }), FULL, CAUSED],
    HEAD,
    trans
  );
  assert.equal(
    text,
    `# Kubeflow notebook check: 1 thing needs attention\n\n${NAMED}\n\n` +
      '**home.space** failed: /home/jovyan is full\n\n' +
      '- **You can do this**: empty it: `rm -rf ~/.cache`\n' +
      '- **For your platform admin**: grow the volume\n\n' +
      'Because of this:\n\n- **home.writable** failed: cannot be written\n\n- free: 0 bytes\n\n' +
      '## user\n\n- user.name passed: runs as jovyan\n'
  );
});

test('who can do something gets their own remedies, and which notebook it is about', () => {
  const [entry] = entries([FULL, CAUSED]);
  assert.ok(entry);
  const text = entryMarkdown(entry, 'platform', { ...HEAD, trouble: 'The server does not answer' }, trans);
  assert.ok(text.startsWith(`# Kubeflow notebook check: For your platform admin\n\n${NAMED}\n\n`));
  assert.ok(text.includes('**The server does not answer**'));
  assert.ok(text.includes('grow the volume'));
  assert.ok(!text.includes('rm -rf'));
  assert.ok(text.includes('home.writable'));
});

test('what was copied is text, not markup', () => {
  const hostile = row({
    id: 'home.path',
    status: 'fail',
    summary: '<b>*x*</b>\n# [a](b) @all',
    evidence: { path: 'a`b`\u202e' },
    remedies: [{ by: 'platform', text: 'do _this_: `rm a\nb`' }]
  });
  const text = reportMarkdown(seenReport(report(hostile)).checks, HEAD, trans);
  assert.ok(text.includes('failed: \\<b\\>\\*x\\*\\</b\\>\\\\x0a\\# \\[a\\](b) \\@all\n'), text);
  assert.ok(text.includes('- path: a\\`b\\`\\\\u202e\n'), text);
  assert.ok(text.includes('do \\_this\\_: rm a\\\\x0ab\n'), text);
});
