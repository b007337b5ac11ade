import { useMay, useSession } from '../../app/session.tsx';
import { ErrorState, LoadingState } from '../../components/states.tsx';
import { Contacts } from './contacts/contacts.tsx';
import styles from './profile.module.css';
import { ForwardingSection } from './quiet/forwarding.tsx';
import { QuietSection } from './quiet/quiet.tsx';
import { Reachability } from './reachability.tsx';
import { RegionSection } from './region/region.tsx';
import { NewAlertRules } from './rules/new-alert-rules.tsx';
import { OtherRules } from './rules/other-rules.tsx';
import { TEXTS } from './texts.ts';
import { useProfile } from './use-profile.ts';

/** How the person is reached: contacts, notification rules, quiet hours and forwarding. */
export default function Profile() {
  const { user } = useSession();
  const may = useMay();
  const { data, error, refetch } = useProfile();
  return (
    <>
      <h1>{TEXTS.title}</h1>
      <p className={`muted ${styles.about}`}>{[user.fullName, user.username, user.role].join(' · ')}</p>
      {data === undefined && (error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingState />)}
      {data && (
        <div className={styles.page}>
          <div className={styles.column}>
            <NewAlertRules {...data} />
            <Contacts contacts={data.contacts} rules={data.rules} />
            <OtherRules rules={data.rules} contacts={data.contacts} />
          </div>
          <div className={styles.column}>
            <RegionSection />
            <QuietSection settings={data.settings} />
            {may('configurations-read-only') && may('forwarding-rules-edit') && <ForwardingSection />}
            <Reachability />
          </div>
        </div>
      )}
    </>
  );
}
