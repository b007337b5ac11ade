import type { Page } from '../../app/page.ts';
import { TEXTS } from './texts.ts';

export const pages: readonly Page[] = [
  { path: '/alerts/:id', title: TEXTS.title, needs: 'alerts-access', load: () => import('./alert.tsx') },
];
