import { LabIcon } from '@jupyterlab/ui-components';

/** A heptagon, as Kubernetes draws it, with a tick: the panel's tab and the status item. */
export const panelIcon = new LabIcon({
  name: 'kfcheck:panel',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16">' +
    '<g class="jp-icon3" stroke="#616161" stroke-width="1.3" stroke-linejoin="round">' +
    '<path fill="none" d="M8 1 13.5 3.6 14.8 9.5 11 14.3H5L1.2 9.5 2.5 3.6zM4.6 8 7.1 10.5 11.5 6"/>' +
    '</g></svg>'
});
