import { type ISignal, Signal } from '@lumino/signaling';
import type { Answer } from './answer.js';
import type { Socket } from './browser.js';
import { isStale } from './words.js';

/** Milliseconds until the server is asked again for a report that it is just making. */
const SOON = 5000;

/** A server that does not answer is asked less and less often, down to this. */
const SELDOM = 300_000;

/** The last answer and what is under way. */
export interface IState {
  answer: Answer | null;
  /** The last answer that was a report. */
  last: Extract<Answer, { kind: 'report' }> | null;
  /** When that report was made, in milliseconds of this browser's clock. */
  madeAt: number;
  running: boolean;
  socket: Socket;
}

/** How the monitor reaches the world. */
export interface IReach {
  /** Must not reject. */
  ask: (method: 'GET' | 'POST') => Promise<Answer>;
  trySocket: () => Promise<Socket>;
  /** Whether the panel is shown in a visible tab. */
  isShown: () => boolean;
  isTabHidden: () => boolean;
}

/**
 * Keeps the last report.
 *
 * It asks once when JupyterLab has started, and from then on once an interval while the panel is shown. Opening
 * JupyterLab thus costs one request, and what is hidden costs none.
 */
export class Monitor {
  constructor(reach: IReach) {
    this.#reach = reach;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get state(): Readonly<IState> {
    return this.#state;
  }

  /** Seconds between two looks. */
  setInterval(seconds: number): void {
    this.#interval = seconds * 1000;
    if (this.#started) {
      this.#lookIn(this.#interval);
    }
  }

  /** Ask for the first time; until then nothing is asked at all. */
  start(): void {
    this.#started = true;
    this.#lookIn(0);
  }

  /** The panel, or the tab that shows it, came into view. */
  shown(): void {
    const { answer, socket } = this.#state;
    const due = Date.now() - this.#askedAt >= this.#interval;
    if (!this.#started || this.#isIdle()) {
      return;
    }
    if (due || answer?.kind !== 'report') {
      this.#lookIn(0);
    } else if (socket.state === 'untried') {
      void this.#knock();
    }
  }

  /** Have the checks run now. */
  async run(): Promise<void> {
    if (!this.#state.running) {
      this.#update({ running: true });
      await this.#ask('POST');
      this.#update({ running: false });
      await this.#knock();
    }
  }

  /** Nobody looks, and what there was to know at the start is known. */
  #isIdle(): boolean {
    const { answer } = this.#state;
    return this.#reach.isTabHidden() || (answer !== null && !this.#reach.isShown());
  }

  #lookIn(milliseconds: number): void {
    globalThis.clearTimeout(this.#timer);
    this.#timer = globalThis.setTimeout(() => void this.#look(), milliseconds);
  }

  async #look(): Promise<void> {
    if (this.#isIdle()) {
      this.#lookIn(this.#interval);
      return;
    }
    const opening = this.#state.answer === null;
    const { kind } = await this.#ask('GET');
    const old = kind === 'report' && isStale(this.#state.madeAt);
    const ripens = kind === 'starting' || (old && !opening);
    this.#tries = ripens || kind === 'gone' ? this.#tries + 1 : 0;
    const [first, longest] = ripens ? [SOON, this.#interval] : [this.#interval, SELDOM];
    this.#lookIn(Math.min(first * 2 ** this.#tries, Math.max(longest, first)));
    if (!opening && this.#state.socket.state !== 'open') {
      await this.#knock();
    }
  }

  async #ask(method: 'GET' | 'POST'): Promise<Answer> {
    const turn = ++this.#asked;
    this.#askedAt = Date.now();
    const answer = await this.#reach.ask(method);
    // An answer that was overtaken by a later question's is news of yesterday.
    if (turn > this.#answered) {
      this.#answered = turn;
      this.#update(
        answer.kind === 'report'
          ? { answer, last: answer, madeAt: Date.now() - answer.age * 1000 }
          : { answer }
      );
    }
    return answer;
  }

  async #knock(): Promise<void> {
    if (this.#state.answer?.kind === 'report') {
      this.#update({ socket: await this.#reach.trySocket() });
    }
  }

  #update(change: Partial<IState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changed.emit();
  }

  #reach: IReach;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #interval = 60_000;
  #tries = 0;
  #started = false;
  #asked = 0;
  #answered = 0;
  #askedAt = 0;
  #changed = new Signal<this, void>(this);
  #state: IState = {
    answer: null,
    last: null,
    madeAt: 0,
    running: false,
    socket: { state: 'untried' }
  };
}
