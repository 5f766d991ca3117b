import { LabIcon } from '@jupyterlab/ui-components';

/** A heptagon, as Kubernetes draws it, with a pulse in it: the panel's tab and the status item. It says no status. */
export const panelIcon = new LabIcon({
  name: 'kfcheck:panel',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16">' +
    '<g class="jp-icon3" stroke="#616161" stroke-width="1.3" stroke-linejoin="round" stroke-linecap="round">' +
    '<path fill="none" d="M8 1 13.5 3.6 14.8 9.5 11 14.3H5L1.2 9.5 2.5 3.6zM4 8.5h2L7.2 5.5 9 11l1.2-2.5H12"/>' +
    '</g></svg>'
});
