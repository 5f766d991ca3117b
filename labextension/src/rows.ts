import type { TranslationBundle } from '@jupyterlab/translation';
import { type IBrowserFacts, browserRows } from './browser.js';
import type { IState } from './monitor.js';
import type { ICheck, Status } from './report.js';

/** The report's checks, and beside them what only the browser sees. */
export function allRows(
  { last, socket }: IState,
  page: Pick<IBrowserFacts, 'origin' | 'path' | 'secure' | 'frame'>,
  trans: TranslationBundle
): ICheck[] {
  if (!last) {
    return [];
  }
  const { report, headers } = last;
  const statusOf = (id: string): Status | null =>
    report.checks.find(check => check.id === id)?.status ?? null;
  const facts = {
    ...page,
    xFrameOptions: headers.get('X-Frame-Options'),
    policy: headers.get('Content-Security-Policy'),
    socket,
    prefix: report.container.nb_prefix,
    server: {
      prefix: statusOf('server.prefix'),
      frame: statusOf('server.frame'),
      websocket: statusOf('server.websocket')
    }
  };
  return [...report.checks, ...browserRows(facts, trans)];
}
