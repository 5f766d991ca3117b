import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { IStatusBar } from '@jupyterlab/statusbar';
import type { ISignal } from '@lumino/signaling';
import type { Monitor } from './monitor.js';
import type { StatusItem } from './statusItem.js';

/** Apply the user's settings, now and whenever they change; without a registry the defaults hold. */
export async function followSettings(
  registry: ISettingRegistry | null,
  id: string,
  monitor: Monitor,
  statusBar: IStatusBar | null,
  item: StatusItem
): Promise<void> {
  const settings = await registry?.load(id).catch((reason: unknown) => {
    console.warn('kfcheck keeps its default settings:', reason);
  });
  statusBar?.registerStatusItem(item.id, {
    item,
    align: 'right',
    rank: 900,
    ...(settings && {
      isActive: () => settings.composite['statusBar'] as boolean,
      activeStateChanged: settings.changed as ISignal<unknown, unknown> as ISignal<unknown, void>
    })
  });
  const apply = (changed: ISettingRegistry.ISettings): void =>
    monitor.setInterval(changed.composite['refreshInterval'] as number);
  if (settings) {
    apply(settings);
    settings.changed.connect(apply);
  }
}
