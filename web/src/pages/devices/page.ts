import type { Page } from '../../app/page.ts';
import { TEXTS } from './texts.ts';

export const pages: readonly Page[] = [
  { path: '/settings/sessions', title: TEXTS.title, load: () => import('./devices.tsx') },
];
