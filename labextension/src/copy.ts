import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Put text on the clipboard; without a secure context in the old way, which works over http too. */
export async function copyText(text: string, trans: TranslationBundle): Promise<string> {
  try {
    if (window.isSecureContext) {
      await navigator.clipboard.writeText(text);
    } else {
      Clipboard.copyToSystem(text);
    }
    return trans.__('Copied');
  } catch (error) {
    return trans.__('Not copied: %1', (error as Error).message);
  }
}

/** Say something where no panel is shown that could say it. */
export function tellAside(notice: string): void {
  Notification.info(notice, { autoClose: 2500 });
}
