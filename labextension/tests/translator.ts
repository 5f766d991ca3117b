import type { TranslationBundle } from '@jupyterlab/translation';

const fill = (text: string, values: unknown[]): string =>
  text.replace(/%(\d)/g, (_, n) => String(values[+n - 1]));

/** What JupyterLab gives an extension where there is no translation. */
export const nullTranslator = {
  __: (text: string, ...values: unknown[]) => fill(text, values),
  _n: (one: string, many: string, n: number, ...values: unknown[]) =>
    fill(n === 1 ? one : many, [n, ...values])
} as unknown as TranslationBundle;
