import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { Monitor } from './monitor.js';
import type { StatusItem } from './statusItem.js';

/** Apply the user's settings, now and whenever they change; without a registry the defaults hold. */
export function followSettings(
  registry: ISettingRegistry | null,
  id: string,
  monitor: Monitor,
  item: StatusItem
): void {
  const apply = ({ composite }: ISettingRegistry.ISettings): void => {
    monitor.setInterval(composite['refreshInterval'] as number);
    item.isWanted = composite['statusBar'] as boolean;
    item.update();
  };
  registry
    ?.load(id)
    .then(settings => {
      apply(settings);
      settings.changed.connect(apply);
    })
    .catch((reason: unknown) => console.warn('kfcheck keeps its default settings:', reason));
}
