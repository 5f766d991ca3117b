import type { TranslationBundle } from '@jupyterlab/translation';

/** What is known about a row besides the line that decides: names and values, a line for each part of a value. */
export function evidenceRows(
  evidence: { [name: string]: unknown },
  trans: TranslationBundle
): [string, string[]][] {
  return Object.entries(evidence)
    .filter(([name]) => name !== 'detail')
    .map(([name, value]): [string, string[]] => [wordsOf(name), linesOf(name, value, trans)])
    .filter(([, lines]) => lines.length);
}

/** The line that decides, in words: the check's own, `detail`; null where its sentence says it all. */
export function deciding({ detail }: { [name: string]: unknown }): string | null {
  return typeof detail === 'string' && detail ? detail : null;
}

/** A size in the unit that fits: `230 MiB`. */
export function size(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  while (value >= 1024 && units.length > 1) {
    value /= 1024;
    units.shift();
  }
  const digits = value < 10 && !Number.isInteger(value) ? 1 : 0;
  return bytes === 1 ? '1 byte' : `${value.toFixed(digits)} ${units[0]!}`;
}

/** `free_bytes` is free, in bytes; names that are not ours, such as `NB_PREFIX`, stay. */
function wordsOf(name: string): string {
  return /^[a-z0-9_]+$/.test(name) ? name.replace(/_(bytes|seconds)$/, '').replaceAll('_', ' ') : name;
}

function linesOf(name: string, value: unknown, trans: TranslationBundle): string[] {
  if (Array.isArray(value) && value.some(isCompound)) {
    return value.flatMap(part => textOf(name, part, trans) || []);
  }
  if (isCompound(value) && !Array.isArray(value)) {
    return fields(value, trans);
  }
  return [textOf(name, value, trans)].filter(text => text !== '');
}

function fields(value: object, trans: TranslationBundle): string[] {
  return Object.entries(value)
    .map(([name, part]) => [wordsOf(name), textOf(name, part, trans)] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}: ${text}`);
}

function textOf(name: string, value: unknown, trans: TranslationBundle): string {
  switch (typeof value) {
    case 'boolean':
      return value ? trans.__('yes') : trans.__('no');
    case 'number':
      return numberText(name, value, trans);
    case 'string':
      return value;
  }
  if (Array.isArray(value)) {
    return value
      .map(part => textOf(name, part, trans))
      .filter(text => text !== '')
      .join(', ');
  }
  return isCompound(value) ? fields(value, trans).join(', ') : '';
}

function numberText(name: string, value: number, trans: TranslationBundle): string {
  if (name.endsWith('_bytes')) {
    return size(value);
  }
  if (name.endsWith('seconds')) {
    return trans.__('%1 s', value);
  }
  return value >= 10_000 ? value.toLocaleString('en') : String(value);
}

function isCompound(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
