/** A piece of a sentence: words, or something that stands in backticks. */
export interface IPiece {
  code: boolean;
  text: string;
}

/** Why nobody should run a command from here as it stands. */
export type Doubt = 'control' | 'quote' | null;

/** Split a sentence at its backticks. One without a partner is a character like any other. */
export function pieces(text: string): IPiece[] {
  const parts = text.split('`');
  if (parts.length % 2 === 0) {
    const rest = parts.splice(-2).join('`');
    parts.push(rest);
  }
  return parts.map((part, n) => ({ code: n % 2 === 1, text: part })).filter(piece => piece.text !== '');
}

/** Control, format and line-break characters: what is run would not be what is read. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * Whether the commands of a row can be trusted to be what its check wrote.
 *
 * A name with a backtick in it could pass for the end of one command and the start of another, so that where one
 * is among the values nothing is taken for a command.
 */
export function doubt(command: string, values: unknown): Doubt {
  if (UNSEEN.test(command)) {
    return 'control';
  }
  return (JSON.stringify(values) ?? '').includes('`') ? 'quote' : null;
}

const WORD = String.raw`(?:[\w@%+=:,./~-]|'[^']*'|"'"|\\')+`;
const WHOLE = new RegExp(`^[a-z][\\w.-]*(?: (?:&& )?${WORD})+$`);

/**
 * Whether a shell takes a command word by word as it stands: every value is quoted or needs no quotes.
 *
 * Only such a command is typed into a terminal.
 */
export function isPlain(command: string): boolean {
  return WHOLE.test(command);
}
