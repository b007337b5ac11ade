import type { Page } from './page.ts';

const modules = import.meta.glob<{ readonly pages: readonly Page[] }>('../pages/*/page.ts', { eager: true });

/** Every page, found by its folder: a new page is a new folder. */
export const ALL_PAGES: readonly Page[] = Object.values(modules).flatMap(({ pages }) => pages);

/** The path of the page that the console opens with. */
export const FIRST_PAGE = '/alerts';

const GROUPS = ['daily', 'configure', 'look-back'] as const;
const LABELS = { daily: undefined, configure: 'Configure', 'look-back': 'Look back' } as const;

/** The navigation: groups in their order, each with its pages. */
export const NAVIGATION = GROUPS.map((group) => ({
  group,
  label: LABELS[group],
  pages: ALL_PAGES.filter((page) => page.navigation?.group === group).sort(
    (a, b) => (a.navigation?.order ?? 0) - (b.navigation?.order ?? 0),
  ),
})).filter(({ pages }) => pages.length > 0);
