import type { TranslationBundle } from '@jupyterlab/translation';
import type { IReport } from './report.js';

/** What a page knows of where it is. */
export interface IPlace {
  /** `location.host` and the server's base URL. */
  host: string;
  baseUrl: string;
}

/** Which notebook a report is about: `team-a/demo`, else its path, else the host. */
export function notebookName(report: IReport, place: IPlace): string {
  const { nb_prefix, base_url, hostname } = report.container;
  const [, namespace, name] = /^\/notebook\/([^/]+)\/([^/]+)\/?$/.exec(nb_prefix ?? '') ?? [];
  if (namespace && name) {
    return `${namespace}/${name}`;
  }
  const path = (nb_prefix ?? base_url ?? '').replace(/^\/|\/$/g, '');
  return path || (hostname ?? place.host);
}

/** The platform's name for people; null where there is none. */
export function platformName(platform: string | undefined): string | null {
  const names: { [platform: string]: string } = {
    'kubeflow-v1': 'Kubeflow v1',
    'kubeflow-v2': 'Kubeflow v2',
    opendatahub: 'Open Data Hub',
    jupyterhub: 'JupyterHub'
  };
  return platform && platform !== 'none' ? (names[platform] ?? platform) : null;
}

/** What somebody who was not there must know, a name and a value each. */
export function identity(report: IReport, place: IPlace, trans: TranslationBundle): [string, string][] {
  const { container, platform, kfcheck_version } = report;
  const [, namespace, name] = /^\/notebook\/([^/]+)\/([^/]+)\/?$/.exec(container.nb_prefix ?? '') ?? [];
  const known: [string, string | null | undefined][] = [
    [trans.__('Notebook'), namespace && name ? name : notebookName(report, place)],
    [trans.__('Namespace'), namespace && name ? namespace : null],
    [trans.__('Pod'), container.hostname],
    [trans.__('Pod UID'), container.pod_uid],
    [trans.__('Host'), place.host],
    [trans.__('Path'), place.baseUrl],
    [trans.__('Checked'), report.started_at],
    [trans.__('Platform'), platformName(platform) ?? (platform === 'none' ? trans.__('none') : null)],
    [trans.__('kfcheck'), kfcheck_version]
  ];
  return known.filter((line): line is [string, string] => Boolean(line[1]));
}
