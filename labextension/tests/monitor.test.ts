import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Answer } from '../src/answer.js';
import { type IReach, Monitor } from '../src/monitor.js';
import { report } from './given.js';

const GOOD: Answer = { kind: 'report', report: report(), age: 0, headers: new Headers() };

/** A monitor on a clock that the test turns, and what it asked for. */
function watched(context: TestContext, answers: Answer[] = []) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const asked: string[] = [];
  const view = { shown: false, tabHidden: false };
  const reach: IReach = {
    ask: method => {
      asked.push(method);
      return Promise.resolve(answers.shift() ?? GOOD);
    },
    trySocket: () => {
      asked.push('socket');
      return Promise.resolve({ state: 'open', milliseconds: 1 });
    },
    isShown: () => view.shown,
    isTabHidden: () => view.tabHidden
  };
  const pass = async (seconds: number): Promise<string[]> => {
    for (let second = 0; second < Math.max(seconds, 1); second++) {
      context.mock.timers.tick(seconds ? 1000 : 0);
      await new Promise(resolve => setImmediate(resolve));
    }
    return asked.splice(0);
  };
  return { monitor: new Monitor(reach), view, pass };
}

test('opening costs one request, and a hidden panel none ever after', async context => {
  const { monitor, pass } = watched(context);
  monitor.shown();
  assert.deepEqual(await pass(10), []);
  monitor.start();
  assert.deepEqual(await pass(0), ['GET']);
  assert.deepEqual(await pass(3600), []);
});

test('a restored panel too costs one request at first, then one an interval', async context => {
  const { monitor, view, pass } = watched(context);
  view.shown = true;
  monitor.start();
  monitor.shown();
  assert.deepEqual(await pass(0), ['GET']);
  assert.deepEqual(await pass(59), []);
  assert.deepEqual(await pass(1), ['GET', 'socket']);
  assert.deepEqual(await pass(60), ['GET']);
});

test('a hidden tab asks nothing, not even at the start', async context => {
  const { monitor, view, pass } = watched(context);
  view.shown = view.tabHidden = true;
  monitor.start();
  assert.deepEqual(await pass(3600), []);
  view.tabHidden = false;
  monitor.shown();
  assert.deepEqual(await pass(0), ['GET']);
});

test('a panel that comes into view asks only when the report is due, and tries the socket once', async context => {
  const { monitor, view, pass } = watched(context);
  monitor.start();
  await pass(5);
  view.shown = true;
  monitor.shown();
  assert.deepEqual(await pass(0), ['socket']);
  view.shown = false;
  await pass(100);
  view.shown = true;
  monitor.shown();
  assert.deepEqual(await pass(0), ['GET']);
});

test('run asks with POST, once at a time, and tries the socket again', async context => {
  const { monitor, pass } = watched(context);
  const running: boolean[] = [];
  monitor.changed.connect(() => running.push(monitor.state.running));
  void monitor.run();
  void monitor.run();
  assert.deepEqual(await pass(0), ['POST', 'socket']);
  assert.deepEqual(running, [true, true, false, false]);
});

test('a server that is gone is asked less and less often, and forgiven when it is back', async context => {
  const gone: Answer = { kind: 'gone', detail: '' };
  const { monitor, view, pass } = watched(context, [GOOD, gone, gone, gone, gone]);
  view.shown = true;
  monitor.start();
  assert.deepEqual(await pass(0), ['GET']);
  for (const gap of [60, 120, 240, 300, 300]) {
    assert.deepEqual(await pass(gap - 1), []);
    assert.equal((await pass(1))[0], 'GET');
  }
  assert.equal(monitor.state.answer?.kind, 'report');
  assert.deepEqual(await pass(60), ['GET']);
});

test('a report in the making is asked for again soon', async context => {
  const starting: Answer = { kind: 'starting' };
  const { monitor, view, pass } = watched(context, [starting, starting]);
  view.shown = true;
  monitor.start();
  assert.deepEqual(await pass(0), ['GET']);
  assert.deepEqual(
    (await pass(10)).filter(what => what === 'GET'),
    ['GET']
  );
  assert.deepEqual(
    (await pass(20)).filter(what => what === 'GET'),
    ['GET']
  );
  assert.equal(monitor.state.answer?.kind, 'report');
});

test('an interval from the settings holds at once', async context => {
  const { monitor, view, pass } = watched(context);
  view.shown = true;
  monitor.start();
  await pass(0);
  monitor.setInterval(10);
  assert.deepEqual((await pass(30)).filter(what => what === 'GET').length, 3);
});

test('an overtaken answer does not replace a later one', async context => {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const pending: { [method: string]: (answer: Answer) => void } = {};
  const monitor = new Monitor({
    ask: method => new Promise(resolve => (pending[method] = resolve)),
    trySocket: () => Promise.resolve({ state: 'open', milliseconds: 1 }),
    isShown: () => true,
    isTabHidden: () => false
  });
  monitor.start();
  context.mock.timers.tick(0);
  const run = monitor.run();
  pending['POST']?.(GOOD);
  await run;
  pending['GET']?.({ kind: 'missing' });
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(monitor.state.answer, GOOD);
});
