import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Causes, causeOf, failures } from './causes.js';
import type { ICheck } from './report.js';
import { categoryWord } from './words.js';

/** What the alarm needs. */
export interface IAlarmOptions {
  causes: Causes;
  isShown: () => boolean;
  open: () => void;
  trans: TranslationBundle;
}

/** One notification for what has failed: never while the panel is shown, and gone with its causes. */
export class Alarm {
  constructor(options: IAlarmOptions) {
    this.#options = options;
  }

  /** There is a report of now. */
  look(rows: ICheck[]): void {
    const { causes, isShown, open, trans } = this.#options;
    const news = causes.news(rows);
    if (isShown()) {
      this.silence();
      return;
    }
    const failed = failures(rows);
    const told = [...this.#told, ...news.map(causeOf)];
    const [first, ...others] = failed.filter(row => told.includes(causeOf(row)));
    if (!first) {
      this.silence();
      return;
    }
    const about = [first, ...others].map(causeOf);
    if (about.join('\n') === this.#told.join('\n')) {
      return;
    }
    this.silence();
    this.#told = about;
    const more = others.length ? ' ' + trans._n('(and 1 more)', '(and %1 more)', others.length) : '';
    this.#id = Notification.error(`${categoryWord(first.category, trans)}: ${first.summary}${more}`, {
      autoClose: false,
      actions: [{ label: trans.__('What to do'), callback: open }]
    });
  }

  /** Take the notification back. */
  silence(): void {
    if (this.#id) {
      Notification.dismiss(this.#id);
    }
    this.#id = '';
    this.#told = [];
  }

  #options: IAlarmOptions;
  #id = '';
  #told: string[] = [];
}
