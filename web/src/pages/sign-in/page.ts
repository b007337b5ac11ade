import type { Page } from '../../app/page.ts';
import { TEXTS } from './texts.ts';

export const pages: readonly Page[] = [
  { path: '/sign-in', title: TEXTS.title, isPublic: true, load: () => import('./sign-in.tsx') },
  { path: '/sign-in/link', title: TEXTS.title, isPublic: true, load: () => import('./link.tsx') },
  {
    path: '/sign-in/break-glass',
    title: TEXTS.title,
    isPublic: true,
    load: () => import('./break-glass.tsx'),
  },
];
