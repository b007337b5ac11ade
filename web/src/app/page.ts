import type { ComponentType } from 'react';
import type { Session, UserRight } from '../client/web-operations.ts';

/** The properties of a page's component: the parameters of its path. */
export interface PageProps {
  readonly params: Readonly<Record<string, string>>;
}

/** The code of a page. */
export interface PageModule {
  readonly default: ComponentType<PageProps>;
  /** Starts to read what the page shows first, so that the answer is under way while the page is drawn. */
  readonly prepare?: (session: Session) => void;
}

/** A page of the console. Each folder under pages has a page.ts that exports `pages`. */
export interface Page {
  /** Path below /console, with parameters as `:id`. */
  readonly path: string;
  readonly title: string;
  /** Shown without a session and without the navigation. */
  readonly isPublic?: boolean;
  /** The right without which the service refuses what the page reads. The page is not offered to a role that lacks it. */
  readonly needs?: UserRight;
  /** Its entry in the navigation and in the palette; without it, other pages lead to it. */
  readonly navigation?: {
    readonly group: 'daily' | 'configure' | 'look-back';
    /** Position in the group, the smallest first. */
    readonly order: number;
    /** Drawn behind the label, such as a count. */
    readonly badge?: () => Promise<{ readonly default: ComponentType }>;
  };
  readonly load: () => Promise<PageModule>;
}
