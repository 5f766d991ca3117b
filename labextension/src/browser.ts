import type { TranslationBundle } from '@jupyterlab/translation';
import type { ICheck, RemedyBy, Status } from './report.js';

/** What a try to open a WebSocket came to. */
export type Socket =
  | { state: 'untried' }
  | { state: 'open'; milliseconds: number }
  | { state: 'refused'; code: number }
  | { state: 'silent'; seconds: number };

/** What only the browser can see. */
export interface IBrowserFacts {
  /** `location.origin` and `location.pathname`. */
  origin: string;
  path: string;
  /** `isSecureContext`. */
  secure: boolean;
  /** The frame this page is shown in: none, one of this site, one of another. */
  frame: 'none' | 'same' | 'other';
  /** Headers of the report's answer, as they came through the gateway. */
  xFrameOptions: string | null;
  policy: string | null;
  socket: Socket;
  /** From the report: NB_PREFIX, and how the server itself answers upgrades, frames, paths. */
  prefix: string | null;
  server: { [S in 'prefix' | 'frame' | 'websocket']: Status | null };
}

/** The four rows of the category `browser`. */
export function browserRows(facts: IBrowserFacts, trans: TranslationBundle): ICheck[] {
  return [prefixRow(facts, trans), frameRow(facts, trans), socketRow(facts, trans), secureRow(facts, trans)];
}

function prefixRow(facts: IBrowserFacts, trans: TranslationBundle): ICheck {
  const { path, prefix, server } = facts;
  const evidence = { path, NB_PREFIX: prefix };
  const id = 'browser.prefix';
  const trimmed = (prefix ?? '').replace(/\/+$/, '');
  if (!trimmed) {
    return row(id, 'skip', trans.__('NB_PREFIX is not set: not under Kubeflow'), evidence);
  }
  if (path === trimmed || path.startsWith(trimmed + '/')) {
    return row(id, 'pass', trans.__('this page is under %1', trimmed), evidence);
  }
  return row(
    id,
    'fail',
    trans.__('this page is at %1, outside NB_PREFIX %2', path, trimmed),
    evidence,
    trans.__(
      'start the server with `--ServerApp.base_url=${NB_PREFIX}`: Kubeflow sends only that path to this notebook'
    ),
    'image',
    server.prefix === 'fail' ? 'server.prefix' : null
  );
}

function frameRow(facts: IBrowserFacts, trans: TranslationBundle): ICheck {
  const id = 'browser.frame';
  const ancestors = frameAncestors(facts.policy);
  const evidence = {
    frame: facts.frame,
    'X-Frame-Options': facts.xFrameOptions,
    'frame-ancestors': ancestors.map(list => list.join(' '))
  };
  if (facts.frame === 'other') {
    return row(
      id,
      'warn',
      trans.__('shown in a frame of another site: the browser may withhold cookies and the clipboard'),
      evidence,
      trans.__('open the notebook in a tab of its own'),
      'user'
    );
  }
  if (facts.frame === 'same') {
    return row(id, 'pass', trans.__('shown in a frame of this site'), evidence);
  }
  const own = facts.origin;
  // A browser ignores X-Frame-Options where a policy names frame-ancestors (CSP level 2, 7.7.1).
  const allowed = ancestors.length
    ? ancestors.every(list => list.some(source => admits(source, own)))
    : (facts.xFrameOptions ?? '').trim().toLowerCase() !== 'deny';
  if (allowed) {
    return row(id, 'pass', trans.__('the dashboard may show this page in a frame'), evidence);
  }
  return row(
    id,
    'fail',
    trans.__('the dashboard may not show this page in a frame'),
    evidence,
    trans.__("let the server and the gateway send frame-ancestors 'self', and no X-Frame-Options: DENY"),
    'platform',
    facts.server.frame === 'fail' ? 'server.frame' : null
  );
}

function socketRow(facts: IBrowserFacts, trans: TranslationBundle): ICheck {
  const id = 'browser.websocket';
  const { socket } = facts;
  const serverSocket = facts.server.websocket;
  const evidence = { ...socket, 'server.websocket': serverSocket };
  switch (socket.state) {
    case 'untried':
      return row(id, 'skip', trans.__('not tried yet: the next check tries it'), evidence);
    case 'open':
      return row(id, 'pass', trans.__('a WebSocket reaches the server'), evidence);
  }
  const accused = serverSocket === 'fail' ? 'image' : 'platform';
  return row(
    id,
    'fail',
    trans.__('no WebSocket reaches the server: kernels and terminals cannot connect'),
    evidence,
    accused === 'image'
      ? trans.__('the server itself refuses it: see server.websocket')
      : trans.__('let the gateway and every proxy pass WebSocket upgrades'),
    accused,
    serverSocket === 'fail' ? 'server.websocket' : null
  );
}

function secureRow(facts: IBrowserFacts, trans: TranslationBundle): ICheck {
  const id = 'browser.secure';
  const evidence = { isSecureContext: facts.secure, origin: facts.origin };
  if (facts.secure) {
    return row(id, 'pass', trans.__('the browser trusts %1', facts.origin), evidence);
  }
  return row(
    id,
    'warn',
    trans.__('reached over plain http: the browser switches off clipboard and service workers'),
    evidence,
    trans.__('serve Kubeflow over https at the gateway'),
    'platform'
  );
}

/** The frame-ancestors lists of a Content-Security-Policy header; several policies are joined by commas. */
function frameAncestors(policy: string | null): string[][] {
  return (policy ?? '')
    .split(/[,;]/)
    .map(directive => directive.trim().split(/\s+/))
    .filter(([name]) => name?.toLowerCase() === 'frame-ancestors')
    .map(([, ...sources]) => sources);
}

/** Whether a source expression admits our own origin, where the dashboard lives too. */
function admits(source: string, origin: string): boolean {
  const [scheme, host] = origin.split('://') as [string, string];
  const [, theirs] = /^(?:\w+:\/\/)?([^/]+)/.exec(source) ?? [];
  return (
    source === '*' ||
    source.toLowerCase() === "'self'" ||
    source === `${scheme}:` ||
    theirs === host ||
    (source.includes('*.') && host.endsWith(source.split('*')[1]!))
  );
}

function row(
  id: string,
  status: Status,
  summary: string,
  evidence: ICheck['evidence'],
  text: string | null = null,
  by: RemedyBy | null = null,
  because: string | null = null
): ICheck {
  const remedies = text === null ? [] : [{ by, text }];
  // eslint-disable-next-line jupyter/no-untranslated-string -- a name in the report's sense, shown by categoryWord
  return { id, category: 'browser', status, summary, evidence, remedies, because };
}
