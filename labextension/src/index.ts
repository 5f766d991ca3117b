import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import style from '../style/panel.raw.css';
import { Causes } from './causes.js';
import { Client } from './client.js';
import { addCommands } from './commands.js';
import { copyText } from './copy.js';
import { Monitor } from './monitor.js';
import { tellFailures } from './notify.js';
import { observePage, trySocket } from './observe.js';
import { Panel } from './panel.js';
import type { ICheck } from './report.js';
import { allRows } from './rows.js';
import { followSettings } from './settings.js';
import { StatusItem } from './statusItem.js';
import { rowMarkdown } from './text.js';
import { statusWord } from './words.js';

/** Once JupyterLab is there, the server gets this long to finish its first report before it is asked. */
const SETTLE_MILLISECONDS = 1000;

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-kfcheck:plugin',
  description: "Shows whether this notebook keeps Kubeflow's contract.",
  autoStart: true,
  optional: [ICommandPalette, ILayoutRestorer, ISettingRegistry, IStatusBar, ITranslator],
  activate
};

export default plugin;

function activate(
  app: JupyterFrontEnd,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null,
  registry: ISettingRegistry | null,
  statusBar: IStatusBar | null,
  translator: ITranslator | null
): void {
  const trans = (translator ?? nullTranslator).load('jupyter_kfcheck');
  const settings = app.serviceManager.serverSettings;
  const client = new Client(settings);
  const monitor: Monitor = new Monitor({
    ask: method => client.ask(method),
    trySocket: () => trySocket(settings),
    isShown: () => panel.isVisible,
    isTabHidden: () => document.hidden
  });
  const rows = (): ICheck[] => allRows(monitor.state, observePage(), trans);
  const describe = (row: ICheck): string => rowMarkdown(row, statusWord(row.status, trans));
  const open = (): void => {
    app.shell.activateById(panel.id);
    monitor.shown(); // it may have been in view all the time, since the last session
  };
  const copyReport = (): Promise<void> => {
    const own = rows()
      .filter(row => row.category === 'browser')
      .map(describe);
    const text = client.markdown().then(report => [report, ...own].join('\n'));
    return copyText(text, trans);
  };
  const panel = new Panel({
    monitor,
    rows,
    trans,
    copyReport: () => void copyReport(),
    copy: row => void copyText(Promise.resolve(describe(row)), trans),
    explainUrl: id => client.explainUrl(id)
  });
  const item = new StatusItem({ monitor, rows, trans, open });

  document.head.append(Object.assign(document.createElement('style'), { textContent: style }));
  app.shell.add(panel, 'right', { rank: 900 });
  restorer?.add(panel, panel.id);
  addCommands(app.commands, palette, { open, run: () => monitor.run(), copyReport }, trans);
  if (statusBar) {
    statusBar.registerStatusItem(item.id, { item, align: 'right', rank: 900 });
  } else {
    app.shell.add(item, 'top', { rank: 900 }); // Notebook 7 has no status bar
  }
  followSettings(registry, plugin.id, monitor, item);

  const causes = new Causes(window.sessionStorage, `kfcheck:${settings.baseUrl}`);
  monitor.changed.connect(() => tellFailures(causes.news(rows()), open, trans));
  document.addEventListener('visibilitychange', () => monitor.shown());
  void app.restored.then(() => window.setTimeout(() => monitor.start(), SETTLE_MILLISECONDS));
}
