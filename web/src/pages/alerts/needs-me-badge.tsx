import { useSession } from '../../app/session.tsx';
import { useLiveAlerts } from '../../data/live-alerts.ts';
import styles from './needs-me-badge.module.css';
import { resolveOwnWords } from './query/own-words.ts';
import { useAlertCount } from './use-alerts.ts';
import { VIEWS } from './views.ts';

/** In the navigation: how many alerts wait for the person. It keeps the alerts of every page current. */
export default function NeedsMeBadge() {
  useLiveAlerts();
  const { user } = useSession();
  const count = useAlertCount(resolveOwnWords(VIEWS[0].query, { username: user.username, teams: [] }).text);
  return count ? <span className={styles.badge}>{count}</span> : null;
}
