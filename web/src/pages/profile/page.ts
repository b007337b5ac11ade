import type { Page } from '../../app/page.ts';
import { TEXTS } from './texts.ts';

export const pages: readonly Page[] = [
  {
    path: '/profile',
    title: TEXTS.title,
    navigation: { group: 'daily', order: 3 },
    load: () => import('./profile.tsx'),
  },
];
