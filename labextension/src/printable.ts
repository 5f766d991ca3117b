/**
 * Characters that nobody sees, or that change what is seen: the same as in every other face (`render/safe.py`).
 */
const HOSTILE = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/** Whether what is read in the text is not what would be run. */
export function isHostile(text: string): boolean {
  return text.search(HOSTILE) >= 0;
}

/** The text on one line, with all its characters to be seen: `\x1b`, `\u202e`. */
export function printable(text: string): string {
  return text.replace(HOSTILE, escape);
}

/** Plain data with all its strings and names made printable. */
export function printableData<T>(value: T): T {
  if (typeof value === 'string') {
    return printable(value) as T;
  }
  if (Array.isArray(value)) {
    return value.map(printableData) as T;
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([name, part]: [string, unknown]): [string, unknown] => [
      printable(name),
      printableData(part)
    ]);
    return Object.fromEntries(parts) as T;
  }
  return value;
}

function escape(character: string): string {
  const code = character.codePointAt(0)!;
  if (code >= 0xdc80 && code <= 0xdcff) {
    return `\\x${(code - 0xdc00).toString(16)}`; // a byte that is no UTF-8, as Python keeps it
  }
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}
