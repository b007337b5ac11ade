import { loadLater } from '../components/load-later.tsx';

/** The dialog that creates an alert. */
export const CreateAlert = loadLater(() => import('./create-alert.tsx'));
