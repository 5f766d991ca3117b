import { ServerConnection } from '@jupyterlab/services';
import { type Answer, readAnswer } from './answer.js';

/** The whole run of the checks takes 10 s at most; the rest is the network's. */
const DEADLINE_SECONDS = 30;

/** Talks to the endpoint `kfcheck`; no request counts as the user's activity. */
export class Client {
  constructor(readonly settings: ServerConnection.ISettings) {}

  /** Fetch the report, or with POST have it made anew. Never rejects. */
  async ask(method: 'GET' | 'POST'): Promise<Answer> {
    try {
      const response = await this.#fetch('', {
        method,
        headers: { Accept: 'application/json' }
      });
      return readAnswer(response.status, response.headers, await response.text());
    } catch (error) {
      return { kind: 'gone', detail: (error as Error).message };
    }
  }

  /** Fetch the report as Markdown; rejects where there is none. */
  async markdown(): Promise<string> {
    const response = await this.#fetch('&format=markdown', {});
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    return response.text();
  }

  /** Where the server explains a check. */
  explainUrl(id: string): string {
    return `${this.settings.baseUrl}kfcheck/explain/${encodeURIComponent(id)}`;
  }

  #fetch(query: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(DEADLINE_SECONDS * 1000);
    return ServerConnection.makeRequest(
      `${this.settings.baseUrl}kfcheck?no_track_activity=1${query}`,
      { ...init, signal },
      this.settings
    );
  }
}
