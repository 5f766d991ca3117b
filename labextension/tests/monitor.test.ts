import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Answer, IReportAnswer } from '../src/answer.js';
import type { IQuestion } from '../src/client.js';
import { type IReach, Monitor } from '../src/monitor.js';
import { report } from './given.js';

const GONE: Answer = { kind: 'gone', detail: '' };

function made(fields: Partial<IReportAnswer> = {}): IReportAnswer {
  return {
    kind: 'report',
    report: report(),
    age: 0,
    maxAge: 300,
    etag: '"1"',
    headers: new Headers(),
    ...fields
  };
}

/** A monitor on a clock that the test turns, and what it asked for: `GET 300` asks for a report no older. */
function watched(context: TestContext, answers: Answer[] = []) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const asked: string[] = [];
  const questions: IQuestion[] = [];
  const view = { shown: false, tabHidden: false };
  const reach: IReach = {
    ask: question => {
      questions.push(question);
      asked.push(question.maxAge === undefined ? question.method : `${question.method} ${question.maxAge}`);
      return Promise.resolve(answers.shift() ?? made());
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
  return { monitor: new Monitor(reach), view, pass, questions };
}

test('nothing is asked before the start, then once in max_age', async context => {
  const { monitor, pass } = watched(context);
  monitor.opened();
  monitor.nudge();
  assert.deepEqual(await pass(10), []);
  monitor.start();
  assert.deepEqual(await pass(0), ['GET 300']);
  assert.deepEqual(await pass(301), []);
  assert.deepEqual(await pass(1), ['GET 300']);
});

test('the server says what max_age is', async context => {
  const { monitor, pass } = watched(context, [made({ maxAge: 20 }), made({ maxAge: 20 })]);
  monitor.start();
  await pass(0);
  assert.deepEqual(await pass(22), ['GET 20']);
  assert.equal(monitor.state.maxAge, 20);
});

test('a report that is known is not sent again, and is as old as the server says', async context => {
  const { monitor, pass, questions } = watched(context, [made(), { kind: 'same', age: 250, maxAge: 300 }]);
  monitor.start();
  await pass(303);
  assert.deepEqual(
    questions.map(({ etag }) => etag),
    [null, '"1"']
  );
  assert.equal(monitor.state.answer?.kind, 'report');
  assert.equal(Math.round((Date.now() - monitor.state.madeAt) / 1000), 250);
});

test('a panel that opens asks for a fresh report and tries the socket, also right after the start', async context => {
  const { monitor, view, pass } = watched(context, [made({ age: 70 }), made({ age: 72 }), made()]);
  monitor.start();
  view.shown = true;
  monitor.opened();
  assert.deepEqual(await pass(0), ['GET 10', 'socket']);
  assert.deepEqual(await pass(2), ['GET 10']);
  assert.deepEqual(await pass(4), ['GET 10']);
  assert.deepEqual(await pass(59), []);
  assert.deepEqual(await pass(1), ['GET 10']);
});

test('a panel that opens while an answer is under way gets its fresh report too', async context => {
  const { monitor, view, pass } = watched(context, [made({ age: 70 })]);
  monitor.start();
  context.mock.timers.tick(0);
  view.shown = true;
  monitor.opened();
  assert.deepEqual(await pass(0), ['GET 300', 'socket']);
  assert.deepEqual(await pass(2), ['GET 10']);
});

test('a hidden tab asks nothing, and when it comes back it asks at once', async context => {
  const { monitor, view, pass } = watched(context);
  monitor.start();
  await pass(0);
  view.tabHidden = true;
  assert.deepEqual(await pass(3600), []);
  view.tabHidden = false;
  monitor.nudge();
  assert.deepEqual(await pass(0), ['GET 300']);
  monitor.nudge();
  monitor.nudge();
  assert.deepEqual(await pass(1), [], 'not twice in a moment');
  assert.deepEqual(await pass(5), ['GET 300']);
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

test('a server that is gone keeps its last report, and is known again when it is back', async context => {
  const { monitor, pass } = watched(context, [made(), GONE, GONE]);
  monitor.start();
  await pass(0);
  assert.deepEqual(await pass(302), ['GET 300']);
  assert.equal(monitor.state.answer?.kind, 'gone');
  assert.ok(monitor.state.last);
  assert.deepEqual(await pass(5), ['GET 300']);
  assert.deepEqual(await pass(10), ['GET 300']);
  assert.equal(monitor.state.answer.kind, 'report');
  assert.deepEqual(await pass(302), ['GET 300']);
});

test('an interval from the settings holds at once', async context => {
  const { monitor, view, pass } = watched(context);
  view.shown = true;
  monitor.start();
  await pass(0);
  monitor.setInterval(10);
  assert.equal((await pass(30)).length, 3);
});

test('an overtaken answer does not replace a later one', async context => {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const pending: { [method: string]: (answer: Answer) => void } = {};
  const monitor = new Monitor({
    ask: ({ method }) => new Promise(resolve => (pending[method] = resolve)),
    trySocket: () => Promise.resolve({ state: 'open', milliseconds: 1 }),
    isShown: () => true,
    isTabHidden: () => false
  });
  monitor.start();
  context.mock.timers.tick(0);
  const run = monitor.run();
  const good = made();
  pending['POST']?.(good);
  await run;
  pending['GET']?.({ kind: 'missing' });
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(monitor.state.answer, good);
});
