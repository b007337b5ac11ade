import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Menu, MenuItem } from '../../../components/menu.tsx';
import { Time } from '../../../components/time.tsx';
import { formatAddress } from '../../../format/contact-methods.ts';
import type { Contact } from '../profile-types.ts';
import { CONTACT_TEXTS as TEXTS } from '../texts.ts';
import { useChange } from '../use-profile.ts';
import styles from './contact-row.module.css';
import { ContactTest, useContactTest } from './contact-test.tsx';
import { useSecondsToWait } from './message-pause.ts';

/** `SMS +1 2025550101` */
export const nameContact = (contact: Pick<Contact, 'method' | 'to' | 'name'>): string =>
  `${TEXTS.names[contact.method]} ${formatAddress(contact)}`;

/** A contact with its state, its test and what can be done with it. */
export function ContactRow({
  contact,
  isUsedByStep,
  onVerify,
  onRemove,
  onTurnOff,
}: {
  readonly contact: Contact;
  /** Whether a step for new alerts uses it. */
  readonly isUsedByStep: boolean;
  readonly onVerify: () => void;
  readonly onRemove: () => void;
  readonly onTurnOff: () => void;
}) {
  const { user } = useSession();
  const test = useContactTest(contact);
  const wait = useSecondsToWait(contact.id);
  const params = { identifier: user.id, contactId: contact.id };
  const enable = useChange(
    () => call('POST /v2/users/{identifier}/contacts/{contactId}/enable', { params }),
    { done: () => TEXTS.turnedOn(nameContact(contact)) },
  );
  const { enabled } = contact.status;
  const isUnverified = contact.verification.state === 'unverified';
  return (
    <li className={styles.row}>
      <div className={styles.contact}>
        <strong className={styles.method}>{TEXTS.names[contact.method]}</strong>
        <span className={styles.facts}>
          <span className={styles.address}>{formatAddress(contact)}</span>
          <State contact={contact} isUsedByStep={isUsedByStep} />
        </span>
      </div>
      <div className={styles.actions}>
        {isUnverified && enabled && (
          <Button onPress={onVerify} aria-label={`${TEXTS.verify}: ${nameContact(contact)}`}>
            {TEXTS.verify}
          </Button>
        )}
        <Button
          kind={isUnverified ? 'quiet' : 'standard'}
          isDisabled={wait > 0 || test.isRunning || !enabled}
          onPress={test.send}
          aria-label={`${TEXTS.test}: ${nameContact(contact)}`}
        >
          {TEXTS.test}
          {wait > 0 && !test.isRunning && <span className="faint">{TEXTS.wait(wait)}</span>}
        </Button>
        <Menu
          aria-label={TEXTS.actions(nameContact(contact))}
          trigger={
            <Button kind="quiet" square aria-label={TEXTS.actions(nameContact(contact))}>
              <Icon name="more" />
            </Button>
          }
          onAction={(key) => {
            if (key === 'verify') onVerify();
            if (key === 'turn-off') onTurnOff();
            if (key === 'turn-on') enable.mutate();
            if (key === 'remove') onRemove();
          }}
        >
          {enabled ? (
            <MenuItem id="turn-off">{TEXTS.turnOff}</MenuItem>
          ) : (
            <MenuItem id="turn-on">{TEXTS.turnOn}</MenuItem>
          )}
          <MenuItem id="remove">{`${TEXTS.remove} …`}</MenuItem>
        </Menu>
      </div>
      <ContactTest test={test} />
    </li>
  );
}

function State({
  contact: { status, verification },
  isUsedByStep,
}: {
  readonly contact: Contact;
  readonly isUsedByStep: boolean;
}) {
  const { user } = useSession();
  if (!status.enabled) {
    return <span className={styles.problem}>{TEXTS.disabled(status.disabledReason ?? '')}</span>;
  }
  if (verification.state === 'unverified') return <span className={styles.problem}>{TEXTS.unverified}</span>;
  const { method, at, by = '' } = verification;
  return (
    <span className={styles.verified}>
      <Icon name="check" size={14} />
      {method === 'code' && TEXTS.verifiedByCode}
      {method === 'tap' && TEXTS.verifiedByTap}
      {method === 'administrator' && TEXTS.verifiedByAdministrator(by)}
      {at !== undefined && (
        <span>
          , <Time at={at} timeZone={user.timeZone} words />
        </span>
      )}
      {!isUsedByStep && <span> · {TEXTS.notUsedByStep}</span>}
    </span>
  );
}
