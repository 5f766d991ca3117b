import type { TranslationBundle } from '@jupyterlab/translation';
import { type LabIcon, copyIcon, terminalIcon } from '@jupyterlab/ui-components';
import { type VirtualElement, h } from '@lumino/virtualdom';
import { isCommand, isPlain, pieces } from './command.js';
import { isHostile, printable } from './printable.js';
import { type IRemedy, type RemedyBy, remediesOf } from './report.js';
import type { IEntry } from './tree.js';
import { byWord } from './words.js';

/** What remedies need from the panel. */
export interface IRemedyContext {
  trans: TranslationBundle;
  /** Put a command on the clipboard. */
  copyCommand: (command: string) => void;
  /** Put an entry on the clipboard, for the one who can do something about it. */
  copyEntry: (entry: IEntry, by: RemedyBy) => void;
  /** What types a command into a new terminal; null where there are no terminals. */
  terminal: () => ((command: string) => void) | null;
}

/** What to do: the reader's own first, then what others can do, with a button to hand it on to them. */
export function remediesView(entry: IEntry, context: IRemedyContext): VirtualElement[] {
  const { trans, copyEntry } = context;
  const remedies = remediesOf(entry.row);
  const others = (['platform', 'image'] as const).filter(by => remedies.some(remedy => remedy.by === by));
  const own = remedies.filter(({ by }) => by !== 'platform' && by !== 'image');
  return [
    ...own.map(remedy => remedyView(remedy, context)),
    ...others.flatMap(by => [
      ...remedies.filter(remedy => remedy.by === by).map(remedy => remedyView(remedy, context)),
      labelled(copyLabel(by, trans), copyIcon, () => copyEntry(entry, by))
    ])
  ];
}

function remedyView(remedy: IRemedy, context: IRemedyContext): VirtualElement {
  return h.p(
    h.strong(byWord(remedy.by, context.trans) + ': '),
    h.span(
      { className: 'kfcheck-said' },
      ...pieces(remedy.text).flatMap(({ code, text }): (VirtualElement | string)[] =>
        code ? commandView(text, remedy, context) : [printable(text)]
      )
    )
  );
}

function commandView(command: string, { by }: IRemedy, context: IRemedyContext): VirtualElement[] {
  const { trans, copyCommand, terminal } = context;
  if (isHostile(command)) {
    const why = trans.__('(not to be copied: a name in it holds a control character or a line break)');
    return [codeView(printable(command)), h.em(' ' + why)];
  }
  if (!isCommand(command)) {
    return [codeView(command)];
  }
  const type = by === 'user' && isPlain(command) ? terminal() : null;
  return [
    codeView(command),
    bare(trans.__('Copy %1', command), copyIcon, () => copyCommand(command)),
    ...(type
      ? [
          bare(trans.__('Type %1 into a terminal, without running it', command), terminalIcon, () =>
            type(command)
          )
        ]
      : [])
  ];
}

/** Code whose words stay whole as long as the panel is as wide as they are. */
function codeView(command: string): VirtualElement {
  return h.code(...command.split(/( )/).map(word => (word === ' ' ? word : h.span(word))));
}

function copyLabel(by: 'platform' | 'image', trans: TranslationBundle): string {
  return by === 'platform'
    ? trans.__('Copy for your platform admin')
    : trans.__('Copy for the author of the image');
}

function labelled(label: string, icon: LabIcon, onclick: () => void): VirtualElement {
  return h.button({ type: 'button', className: 'kfcheck-button', onclick }, h.span(icon), label);
}

function bare(label: string, icon: LabIcon, onclick: () => void): VirtualElement {
  return h.button(
    { type: 'button', className: 'kfcheck-button', title: label, 'aria-label': label, onclick },
    icon
  );
}
