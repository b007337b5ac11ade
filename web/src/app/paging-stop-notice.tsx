import { useQuery } from '@tanstack/react-query';
import { call } from '../client/call.ts';
import { Icon } from '../components/icon.tsx';
import { formatWhen } from '../format/time.ts';
import { useNow } from '../format/use-now.ts';
import styles from './connection-notice.module.css';
import { useSession } from './session.tsx';
import { TEXTS } from './texts.ts';

/** Says that all paging of the account is stopped, by whom, why and until when. */
export function PagingStopNotice() {
  const { user } = useSession();
  const now = useNow(60_000);
  const { data } = useQuery({
    queryKey: ['account', 'paging-stop'],
    queryFn: async ({ signal }) => (await call('GET /v2/account', { signal })).data.pagingStop ?? null,
    refetchInterval: 60_000,
  });
  if (!data || Date.parse(data.until) <= now) return <div role="status" />;
  const until = formatWhen(Date.parse(data.until), now, user.timeZone);
  return (
    <div role="status">
      <p className={styles.notice}>
        <Icon name="warning" size={16} />
        {TEXTS.pagingStopped(until, data.by, data.reason)}
      </p>
    </div>
  );
}
