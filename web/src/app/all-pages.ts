import type { UserRight } from '../client/web-operations.ts';
import type { Page } from './page.ts';

const modules = import.meta.glob<{ readonly pages: readonly Page[] }>('../pages/*/page.ts', { eager: true });

/** Every page, found by its folder: a new page is a new folder. */
export const ALL_PAGES: readonly Page[] = Object.values(modules).flatMap(({ pages }) => pages);

/** The path of the page that the console opens with. */
export const FIRST_PAGE = '/alerts';

/** The path of the first page of people whose role may not see alerts, such as stakeholders. */
export const FIRST_PAGE_WITHOUT_ALERTS = '/profile';

const GROUPS = ['daily', 'configure', 'look-back'] as const;
const LABELS = { daily: undefined, configure: 'Configure', 'look-back': 'Look back' } as const;

/** Whether a role may open the page. `may` says which rights it has. */
export const isOffered = ({ needs }: Page, may: (right: UserRight) => boolean): boolean =>
  needs === undefined || may(needs);

/** The navigation for all rights: groups in their order, each with its pages. */
export const NAVIGATION = GROUPS.map((group) => ({
  group,
  label: LABELS[group],
  pages: ALL_PAGES.filter((page) => page.navigation?.group === group).sort(
    (a, b) => (a.navigation?.order ?? 0) - (b.navigation?.order ?? 0),
  ),
})).filter(({ pages }) => pages.length > 0);

/** The navigation with the pages that a role may open. */
export const listNavigation = (may: (right: UserRight) => boolean): typeof NAVIGATION =>
  NAVIGATION.map((group) => ({ ...group, pages: group.pages.filter((page) => isOffered(page, may)) })).filter(
    ({ pages }) => pages.length > 0,
  );
