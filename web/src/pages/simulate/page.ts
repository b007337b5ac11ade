import type { Page } from '../../app/page.ts';
import { TEXTS } from './texts.ts';

export const pages: readonly Page[] = [
  {
    path: '/simulate',
    title: TEXTS.title,
    needs: 'alerts-access',
    navigation: { group: 'configure', order: 1 },
    load: () => import('./simulate.tsx'),
  },
];
