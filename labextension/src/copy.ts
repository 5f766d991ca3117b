import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Put text on the clipboard and say so; without a secure context in the old way, which works over http too. */
export async function copyText(text: Promise<string>, trans: TranslationBundle): Promise<void> {
  try {
    const content = await text;
    if (window.isSecureContext) {
      await navigator.clipboard.writeText(content);
    } else {
      Clipboard.copyToSystem(content);
    }
    Notification.success(trans.__('Copied'), { autoClose: 2000 });
  } catch (error) {
    Notification.error(trans.__('Not copied: %1', (error as Error).message));
  }
}
