import { nullTranslator } from './translator.js';
import type { ICheck, IReport } from '../src/report.js';

export const trans = nullTranslator;

/** A row as the report has it. */
export function row(fields: Partial<ICheck> = {}): ICheck {
  return {
    id: 'home.writable',
    category: (fields.id ?? 'home.writable').split('.')[0] as string,
    status: 'pass',
    summary: '/home/jovyan can be written',
    evidence: {},
    remedies: [],
    because: null,
    ...fields
  };
}

/** A report with these rows. */
export function report(...checks: ICheck[]): IReport {
  return {
    kfcheck_version: '0.2.0',
    platform: 'kubeflow-v1',
    started_at: '2026-01-02T03:04:05Z',
    container: { nb_prefix: '/notebook/team-a/demo', hostname: 'demo-0', home_persistent: true, gpus: 0 },
    checks
  };
}
