import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

/** What the commands do. */
export interface IActions {
  open: () => void;
  run: () => Promise<void>;
  copyReport: () => Promise<void>;
}

/** Register the three commands and put them in the palette. */
export function addCommands(
  commands: CommandRegistry,
  palette: ICommandPalette | null,
  { open, run, copyReport }: IActions,
  trans: TranslationBundle
): void {
  const runInSight = (): Promise<void> => {
    open();
    return run();
  };
  const entries = {
    'kfcheck:open': { label: trans.__('Show the notebook check'), execute: open },
    'kfcheck:run': { label: trans.__('Check this notebook again'), execute: runInSight },
    'kfcheck:copy-report': { label: trans.__('Copy the report as Markdown'), execute: copyReport }
  };
  const category = trans.__('Kubeflow');
  for (const [command, options] of Object.entries(entries)) {
    commands.addCommand(command, options);
    palette?.addItem({ command, category });
  }
}
