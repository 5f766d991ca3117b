import { type ISignal, Signal } from '@lumino/signaling';
import type { Answer, IReportAnswer } from './answer.js';
import type { Socket } from './browser.js';
import type { IQuestion } from './client.js';
import { FRESH, MAX_AGE, nextLook } from './schedule.js';

/** The least milliseconds between two looks for which something outside gave the reason. */
const BREATH = 2000;

/** The last answer and what is under way. */
export interface IState {
  answer: Exclude<Answer, { kind: 'same' }> | null;
  /** The last answer that was a report. */
  last: IReportAnswer | null;
  /** When that report was made, in milliseconds of this browser's clock. */
  madeAt: number;
  /** Seconds from which on the server renews a report. */
  maxAge: number;
  running: boolean;
  socket: Socket;
}

/** How the monitor reaches the world. */
export interface IReach {
  /** Must not reject. */
  ask: (question: IQuestion) => Promise<Answer>;
  trySocket: () => Promise<Socket>;
  /** Whether the panel is shown. */
  isShown: () => boolean;
  isTabHidden: () => boolean;
}

/**
 * Keeps the last report: asks when JupyterLab has started, when the panel opens, when the tab comes back, and in
 * between as `nextLook` says. A tab that is hidden asks nothing.
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

  /** Seconds between two looks while the panel is shown. */
  setInterval(seconds: number): void {
    this.#interval = seconds;
    if (this.#started && this.#reach.isShown()) {
      this.#lookIn(seconds);
    }
  }

  /** Ask for the first time, if nobody has; until then nothing is asked at all. */
  start(): void {
    if (!this.#started) {
      this.#started = true;
      this.#lookIn(0);
    }
  }

  /** There is a reason to look now: the panel or the tab came into view, or the server seems to be gone. */
  nudge(): void {
    if (this.#started && !this.#reach.isTabHidden()) {
      this.#changed.emit(); // what was known when the tab went away may be old by now
      if (this.#pending === 0) {
        this.#tries = 0;
        this.#lookIn(Math.max(0, this.#askedAt + BREATH - Date.now()) / 1000);
      }
    }
  }

  /** The panel came into view. */
  opened(): void {
    // An answer that is under way will find that the panel is shown.
    if (this.#started && this.#pending === 0) {
      this.#tries = 0;
      this.#lookIn(0);
    }
  }

  /** Have the checks run now. */
  async run(): Promise<void> {
    if (!this.#state.running) {
      this.#update({ running: true });
      const kind = await this.#ask({ method: 'POST' });
      this.#update({ running: false });
      this.#started = true;
      this.#plan(kind);
      await this.#knock();
    }
  }

  #lookIn(seconds: number): void {
    globalThis.clearTimeout(this.#timer);
    this.#timer = globalThis.setTimeout(() => void this.#look(), seconds * 1000);
  }

  async #look(): Promise<void> {
    if (this.#reach.isTabHidden()) {
      return; // `nudge` goes on when it comes back
    }
    const { last, maxAge } = this.#state;
    const wanted = this.#reach.isShown() ? FRESH : maxAge;
    this.#plan(await this.#ask({ method: 'GET', maxAge: wanted, etag: last?.etag ?? null }));
    if (this.#reach.isShown() && this.#state.socket.state !== 'open') {
      await this.#knock();
    }
  }

  #plan(kind: Answer['kind']): void {
    const { madeAt, maxAge } = this.#state;
    const { seconds, hoping } = nextLook({
      kind,
      age: (Date.now() - madeAt) / 1000,
      maxAge,
      shown: this.#reach.isShown(),
      interval: this.#interval,
      tries: this.#tries
    });
    this.#tries = hoping ? this.#tries + 1 : 0;
    this.#lookIn(seconds);
  }

  async #ask(question: IQuestion): Promise<Answer['kind']> {
    const turn = ++this.#asked;
    this.#askedAt = Date.now();
    this.#pending++;
    const answer = await this.#reach.ask(question);
    this.#pending--;
    // An answer that was overtaken by a later question's is news of yesterday.
    if (turn > this.#answered) {
      this.#answered = turn;
      this.#take(answer);
    }
    return answer.kind;
  }

  #take(answer: Answer): void {
    const { last, madeAt, maxAge } = this.#state;
    if (answer.kind === 'report') {
      const made = Date.now() - answer.age * 1000;
      this.#update({ answer, last: answer, madeAt: made, maxAge: answer.maxAge ?? maxAge });
    } else if (answer.kind === 'same') {
      const made = answer.age === null ? madeAt : Date.now() - answer.age * 1000;
      this.#update({ answer: last, madeAt: made, maxAge: answer.maxAge ?? maxAge });
    } else {
      this.#update({ answer });
    }
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
  #interval = 60;
  #tries = 0;
  #started = false;
  #asked = 0;
  #answered = 0;
  #pending = 0;
  #askedAt = 0;
  #changed = new Signal<this, void>(this);
  #state: IState = {
    answer: null,
    last: null,
    madeAt: 0,
    maxAge: MAX_AGE,
    running: false,
    socket: { state: 'untried' }
  };
}
