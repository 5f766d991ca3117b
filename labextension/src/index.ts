import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import style from '../style/panel.raw.css';
import { Causes } from './causes.js';
import { Client } from './client.js';
import { addCommands } from './commands.js';
import { copyText, tellAside } from './copy.js';
import { identity } from './identity.js';
import { saveFirst } from './losses.js';
import { type IHead, entryMarkdown, reportMarkdown } from './markdown.js';
import { Monitor } from './monitor.js';
import { Alarm } from './notify.js';
import { observePage, trySocket } from './observe.js';
import { Panel } from './panel.js';
import type { ICheck } from './report.js';
import { allRows } from './rows.js';
import { seenAt } from './seen.js';
import { followSettings } from './settings.js';
import { StatusItem } from './statusItem.js';
import { hasTerminals, typeInTerminal } from './terminal.js';
import { ago, trouble } from './words.js';

/** Once JupyterLab is there, the server gets this long to finish its first report before it is asked. */
const SETTLE_MILLISECONDS = 1000;

/** Left of all that changes its width in JupyterLab's status bar: what moves under the pointer loses a click. */
const STATUS_RANK = -0.5;

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
  const place = { host: window.location.host, baseUrl: new URL(settings.baseUrl).pathname };
  const monitor: Monitor = new Monitor({
    ask: question => client.ask(question),
    trySocket: () => trySocket(settings),
    isShown: () => panel.isVisible,
    isTabHidden: () => document.hidden
  });
  const rows = (): ICheck[] => allRows(monitor.state, observePage(), trans);
  const head = (): IHead => {
    const { state } = monitor;
    const wrong = trouble(state, trans);
    const said =
      wrong && trans.__('%1. This is the last report, made %2.', wrong.headline, ago(state.madeAt, trans));
    return { identity: state.last ? identity(state.last.report, place, trans) : [], trouble: said };
  };
  const open = (): void => {
    monitor.start();
    app.shell.activateById(panel.id);
    monitor.opened(); // it may have been in view all the time, since the last session
  };
  const tell = (notice: string): void => (panel.isVisible ? panel.tell(notice) : tellAside(notice));
  const copy = async (text: string): Promise<void> => tell(await copyText(text, trans));
  const copyReport = (): Promise<void> =>
    monitor.state.last
      ? copy(reportMarkdown(rows(), head(), trans))
      : Promise.resolve(tell(trans.__('Not copied: there is no report yet')));
  // Not in Notebook 7, which has no status bar and opens terminals in pages of their own.
  const type = (command: string): void => {
    typeInTerminal(app, command).catch((reason: unknown) => tell(String(reason)));
  };
  const panel = new Panel({
    monitor,
    rows,
    place,
    trans,
    copyReport: () => void copyReport(),
    copyCommand: command => void copy(command),
    copyEntry: (entry, by) => void copy(entryMarkdown(entry, by, head(), trans)),
    terminal: () => (statusBar && hasTerminals(app) && !trouble(monitor.state, trans) ? type : null),
    saveFirst: () => saveFirst(monitor.state.last?.report ?? null, trans),
    seenAt: row => seenAt(monitor.state, row),
    explainUrl: id => client.explainUrl(id)
  });
  const item = new StatusItem({ monitor, rows, trans, open });

  document.head.append(Object.assign(document.createElement('style'), { textContent: style }));
  app.shell.add(panel, 'right', { rank: 900 });
  restorer?.add(panel, panel.id);
  addCommands(app.commands, palette, { open, run: () => monitor.run(), copyReport }, trans);
  if (statusBar) {
    statusBar.registerStatusItem(item.id, { item, align: 'left', rank: STATUS_RANK });
  } else {
    // Notebook 7 has no status bar, and no top area either in a narrow window.
    app.shell.add(item, 'menu', { rank: 900 });
  }
  followSettings(registry, plugin.id, monitor, item);

  const causes = new Causes(window.sessionStorage, `kfcheck:${settings.baseUrl}`);
  const alarm = new Alarm({ causes, isShown: () => panel.isVisible, open, trans });
  monitor.changed.connect(() => {
    if (!trouble(monitor.state, trans)) {
      alarm.look(rows());
    }
  });
  panel.shown.connect(() => alarm.silence());
  app.serviceManager.connectionFailure.connect(() => {
    if (monitor.state.answer?.kind === 'report') {
      monitor.nudge(); // what JupyterLab itself could not reach may be gone for us too
    }
  });
  document.addEventListener('visibilitychange', () => monitor.nudge());
  void app.restored.then(() => window.setTimeout(() => monitor.start(), SETTLE_MILLISECONDS));
}
