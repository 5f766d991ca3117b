/**
 * Characters that nobody sees, or that change what is seen: the same as in every other face (`render/safe.py`).
 */
const HOSTILE =
  /[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\u{110bd}\u{110cd}\u{13430}-\u{1345f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

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
  if (code > 0xffff) {
    return `\\U${digits.padStart(8, '0')}`;
  }
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}
