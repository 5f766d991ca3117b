import { ServerConnection } from '@jupyterlab/services';
import { type Answer, readAnswer } from './answer.js';

/** The whole run of the checks takes 10 s at most; the rest is the network's. */
const DEADLINE_SECONDS = 30;

/** What is asked of the endpoint. */
export interface IQuestion {
  /** GET fetches the report, POST has it made anew. */
  method: 'GET' | 'POST';
  /** A GET has the server renew a report that is older than this, in seconds. */
  maxAge?: number;
  /** The report that is known already: if it is still the last one, only its age comes back. */
  etag?: string | null;
}

/** Talks to the endpoint `kfcheck`; no request counts as the user's activity. */
export class Client {
  constructor(readonly settings: ServerConnection.ISettings) {}

  /** Never rejects. */
  async ask({ method, maxAge, etag }: IQuestion): Promise<Answer> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (maxAge !== undefined) {
      headers['Cache-Control'] = `max-age=${Math.round(maxAge)}`;
    }
    if (etag) {
      headers['If-None-Match'] = etag;
    }
    try {
      const response = await ServerConnection.makeRequest(
        `${this.settings.baseUrl}kfcheck?no_track_activity=1`,
        { method, headers, signal: AbortSignal.timeout(DEADLINE_SECONDS * 1000) },
        this.settings
      );
      return readAnswer(response.status, response.headers, await response.text());
    } catch (error) {
      return { kind: 'gone', detail: (error as Error).message };
    }
  }

  /** Where the server explains a check. */
  explainUrl(id: string): string {
    return `${this.settings.baseUrl}kfcheck/explain/${encodeURIComponent(id)}`;
  }
}
