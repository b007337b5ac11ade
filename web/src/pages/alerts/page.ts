import type { Page } from '../../app/page.ts';
import { TEXTS } from './texts.ts';

export const pages: readonly Page[] = [
  {
    path: '/alerts',
    title: TEXTS.title,
    needs: 'alerts-access',
    navigation: { group: 'daily', order: 1, badge: () => import('./needs-me-badge.tsx') },
    load: () => import('./alerts.tsx'),
  },
];
