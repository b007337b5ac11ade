import type { Page } from '../../app/page.ts';
import { TEXTS } from './texts.ts';

export const pages: readonly Page[] = [
  {
    path: '/on-call',
    title: TEXTS.title,
    needs: 'who-is-on-call-show-all',
    navigation: { group: 'daily', order: 2 },
    load: () => import('./on-call.tsx'),
  },
];
