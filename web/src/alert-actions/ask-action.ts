import { loadLater } from '../components/load-later.tsx';

/** The dialog that asks what an action needs, and does it. */
export const ActionDialog = loadLater(() => import('./action-dialog.tsx'));
