import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { Link, useRoute } from 'wouter';
import { Button } from '../components/button.tsx';
import { Kbd } from '../components/chip.tsx';
import { Icon } from '../components/icon.tsx';
import { loadLater } from '../components/load-later.tsx';
import { listNavigation, NAVIGATION } from './all-pages.ts';
import { ConnectionNotice } from './connection-notice.tsx';
import { loadOtherPages } from './load-page.ts';
import { OnCallNow } from './on-call-now.tsx';
import type { Page } from './page.ts';
import { PagingStopNotice } from './paging-stop-notice.tsx';
import { useMay } from './session.tsx';
import styles from './shell.module.css';
import { useShortcuts } from './shortcuts.ts';
import { TEXTS } from './texts.ts';
import { ThisDevice } from './this-device.tsx';
import { UserMenu } from './user-menu.tsx';

const Drawer = loadLater(() => import('./drawer.tsx'));
const Palette = loadLater(() => import('./palette/palette.tsx'));
const ShortcutList = loadLater(() => import('./shortcut-list.tsx'));

const badges = new Map<Page, ReturnType<typeof lazy>>(
  NAVIGATION.flatMap(({ pages }) =>
    pages.flatMap((page) => (page.navigation?.badge ? [[page, lazy(page.navigation.badge)] as const] : [])),
  ),
);

function NavigationLink({ page, onFollow }: { readonly page: Page; readonly onFollow: () => void }) {
  const [isExact] = useRoute(page.path);
  const [isBelow] = useRoute(`${page.path}/*`);
  const Badge = badges.get(page);
  return (
    <li>
      <Link
        href={page.path}
        onClick={onFollow}
        className={styles.link ?? ''}
        aria-current={isExact || isBelow ? 'page' : undefined}
      >
        {page.title}
        {Badge && (
          <Suspense>
            <Badge />
          </Suspense>
        )}
      </Link>
    </li>
  );
}

function Navigation({ onFollow }: { readonly onFollow: () => void }) {
  const may = useMay();
  return (
    <nav aria-label={TEXTS.navigation} className={styles.navigation}>
      <div className={styles.brand}>
        <Icon name="bell" />
        Tocsin
      </div>
      {listNavigation(may).map(({ group, label, pages }) => (
        <div key={group}>
          {label && <h2 className={styles.group}>{label}</h2>}
          <ul>
            {pages.map((page) => (
              <NavigationLink key={page.path} page={page} onFollow={onFollow} />
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** The frame of every page for people who are signed in: navigation, palette, who is on call, the person's menu. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  useEffect(loadOtherPages, []);
  useShortcuts([
    { keys: 'Ctrl+k', label: TEXTS.openPalette, everywhere: true, run: () => setPaletteOpen(true) },
    { keys: '?', label: TEXTS.showShortcuts, run: () => setHelpOpen(true) },
  ]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {TEXTS.skip}
      </a>
      <div className={styles.side}>
        <Navigation onFollow={() => {}} />
      </div>
      <div className={styles.body}>
        <header className={styles.top}>
          <div className={styles.drawerButton}>
            <Button kind="quiet" square aria-label={TEXTS.openNavigation} onPress={() => setDrawerOpen(true)}>
              <Icon name="menu" />
            </Button>
          </div>
          <button type="button" className={styles.palette} onClick={() => setPaletteOpen(true)}>
            <span>{TEXTS.paletteField}</span>
            <Kbd>Ctrl K</Kbd>
          </button>
          <OnCallNow />
          <UserMenu onShowShortcuts={() => setHelpOpen(true)} />
        </header>
        <ConnectionNotice />
        <PagingStopNotice />
        <ThisDevice />
        <main id="content" tabIndex={-1} className={styles.main}>
          {children}
        </main>
      </div>
      {isDrawerOpen && (
        <Drawer onClose={() => setDrawerOpen(false)}>
          <Navigation onFollow={() => setDrawerOpen(false)} />
        </Drawer>
      )}
      {isHelpOpen && <ShortcutList onClose={() => setHelpOpen(false)} />}
      {isPaletteOpen && <Palette onClose={() => setPaletteOpen(false)} />}
    </div>
  );
}
