import type { ServerConnection } from '@jupyterlab/services';
import type { IBrowserFacts, Socket } from './browser.js';

const SOCKET_SECONDS = 10;

/** What the window says about the page. */
export function observePage(): Pick<IBrowserFacts, 'origin' | 'path' | 'secure' | 'frame'> {
  return {
    origin: window.location.origin,
    path: window.location.pathname,
    secure: window.isSecureContext,
    frame: observeFrame()
  };
}

function observeFrame(): IBrowserFacts['frame'] {
  if (window.top === window) {
    return 'none';
  }
  try {
    // Reading the address of a frame of another site throws.
    return window.top?.location.href ? 'same' : 'other';
  } catch {
    return 'other';
  }
}

/**
 * Open a WebSocket as the kernels do, and close it at once.
 *
 * The events channel exists in every Jupyter Server 2, starts nothing and does not count as activity.
 */
export function trySocket(settings: ServerConnection.ISettings): Promise<Socket> {
  const query = settings.token ? `?token=${encodeURIComponent(settings.token)}` : '';
  const url = `${settings.wsUrl}api/events/subscribe${query}`;
  const began = performance.now();
  return new Promise(resolve => {
    const socket = new settings.WebSocket(url);
    const done = (result: Socket): void => {
      window.clearTimeout(timer);
      socket.onopen = socket.onclose = null;
      socket.close();
      resolve(result);
    };
    const timer = window.setTimeout(
      () => done({ state: 'silent', seconds: SOCKET_SECONDS }),
      SOCKET_SECONDS * 1000
    );
    socket.onopen = () => done({ state: 'open', milliseconds: Math.round(performance.now() - began) });
    socket.onclose = ({ code }) => done({ state: 'refused', code });
  });
}
