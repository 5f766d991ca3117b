import type { TranslationBundle } from '@jupyterlab/translation';
import type { IReport } from './report.js';

/** The GPUs at a glance, `GPU: 1 × H100`; null where there is none, or it is not known. */
export function gpuText(report: IReport, trans: TranslationBundle): string | null {
  const number = report.container.gpus;
  if (!number) {
    return null;
  }
  const visible = report.checks.find(({ id }) => id === 'gpu.visible');
  const devices = visible?.evidence['devices'];
  const names = (Array.isArray(devices) ? devices : [])
    .map(device => (device as { name?: unknown } | null)?.name)
    .filter((name): name is string => typeof name === 'string')
    .map(shortName);
  const kinds = [...new Set(names)].map(name => `${names.filter(other => other === name).length} × ${name}`);
  // Where not every GPU has a name, the number alone is true.
  return trans.__('GPU: %1', names.length === number ? kinds.join(', ') : number);
}

/** `H100` of `NVIDIA H100 80GB HBM3`: without maker, memory and form. */
function shortName(name: string): string {
  const words = name
    .replace(/^((NVIDIA|AMD|Intel|Tesla|GeForce|Instinct|Radeon|Quadro)\s+)+/, '')
    .split(/\s+/);
  const end = words.findIndex((word, n) => n > 0 && /^(\d+GB|HBM\w*|PCIe|SXM\w*|NVL|with)$/i.test(word));
  return words
    .slice(0, end < 0 ? 3 : end)
    .join(' ')
    .replace(/-.*/, '');
}
