import { isHostile } from './printable.js';

/** A piece of a sentence: words, or something that stands in backticks. */
export interface IPiece {
  code: boolean;
  text: string;
}

/**
 * Split a sentence at its backticks. One without a partner is a character like any other.
 *
 * What a check fills into a remedy holds no backtick, and in a command it is quoted: what stands in backticks is
 * the check's own.
 */
export function pieces(text: string): IPiece[] {
  const parts = text.split('`');
  if (parts.length % 2 === 0) {
    const rest = parts.splice(-2).join('`');
    parts.push(rest);
  }
  return parts.map((part, n) => ({ code: n % 2 === 1, text: part })).filter(piece => piece.text !== '');
}

/** Whether something in backticks is to be run or written somewhere, and not just a name that is talked about. */
export function isCommand(code: string): boolean {
  return /[ =]/.test(code);
}

const WORD = String.raw`(?:[\w@%+=:,./~-]|'[^']*'|"'"|\\')+`;
const WHOLE = new RegExp(`^[a-z/~][\\w./~-]*(?: (?:&& |\\| )?(?!= )${WORD})+$`);

/**
 * Whether a shell takes a command word by word as it stands: every value is quoted or needs no quotes.
 *
 * Only such a command is typed into a terminal.
 */
export function isPlain(command: string): boolean {
  return !isHostile(command) && WHOLE.test(command);
}
