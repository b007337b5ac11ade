import { useSyncExternalStore } from 'react';
import { Header } from 'react-aria-components/Header';
import { MenuSection } from 'react-aria-components/Menu';
import { useLocation } from 'wouter';
import { toErrorText } from '../client/errors.ts';
import { Avatar } from '../components/avatar.tsx';
import { Button } from '../components/button.tsx';
import { Menu, MenuItem } from '../components/menu.tsx';
import { showToast } from '../components/toast.tsx';
import { useSession } from './session.tsx';
import { signOut } from './sign-out.ts';
import { TEXTS } from './texts.ts';
import { type Theme, theme } from './theme.ts';
import styles from './user-menu.module.css';

const THEMES = Object.keys(TEXTS.themes) as readonly Theme[];

/** The menu behind the person's initials. */
export function UserMenu({ onShowShortcuts }: { readonly onShowShortcuts: () => void }) {
  const { user, account, local } = useSession();
  const [, navigate] = useLocation();
  const chosen = useSyncExternalStore(theme.subscribe, theme.get);
  return (
    <Menu
      aria-label={user.fullName}
      trigger={
        <Button kind="quiet" square aria-label={`${user.fullName}, ${account.name}`}>
          <Avatar name={user.fullName} />
        </Button>
      }
      onAction={(key) => {
        if (key === 'profile') navigate('/profile');
        if (key === 'shortcuts') onShowShortcuts();
        if (key === 'devices') navigate('/settings/sessions');
        if (key === 'sign-out') {
          signOut(user.id).catch((error) => showToast({ kind: 'problem', text: toErrorText(error) }));
        }
      }}
    >
      <MenuSection
        selectionMode="single"
        selectedKeys={[chosen]}
        disallowEmptySelection
        onSelectionChange={(keys) => theme.set([...(keys as Set<Theme>)][0] ?? 'system')}
      >
        <Header className={styles.header ?? ''}>{TEXTS.theme}</Header>
        {THEMES.map((name) => (
          <MenuItem key={name} id={name}>
            {TEXTS.themes[name]}
          </MenuItem>
        ))}
      </MenuSection>
      <MenuSection className={styles.section ?? ''}>
        <Header className={styles.header ?? ''}>
          {user.fullName}, {account.name}
        </Header>
        <MenuItem id="profile">{TEXTS.profile}</MenuItem>
        <MenuItem id="devices">{TEXTS.devices}</MenuItem>
        <MenuItem id="shortcuts">{TEXTS.shortcuts}</MenuItem>
        <MenuItem id="docs" href="/docs" target="_blank">
          {TEXTS.apiReference}
        </MenuItem>
        {local && (
          <MenuItem id="outbox" href="/_local" target="_blank">
            {TEXTS.outbox}
          </MenuItem>
        )}
        <MenuItem id="sign-out">{TEXTS.signOut}</MenuItem>
      </MenuSection>
    </Menu>
  );
}
