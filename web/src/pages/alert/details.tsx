import type { ReactNode } from 'react';
import type { Story } from '../../alert-story/model.ts';
import { useSession } from '../../app/session.tsx';
import { Chip } from '../../components/chip.tsx';
import { LinkedText } from '../../components/linked-text.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { useNames, useResponderNames } from '../../data/people.ts';
import styles from './details.module.css';
import { TEXTS } from './texts.ts';

const { fields } = TEXTS;

/** What the alert carries, and where it runs. */
export function Details({ story }: { readonly story: Story }) {
  const { alert, execution } = story;
  const { tags, responders, owner, entity, source, alias, details, id, count, lastOccurredAt } = alert;
  const { user } = useSession();
  const getName = useNames([alert]);
  const getResponder = useResponderNames([alert]);
  // Before the names are read, and of responders that no longer exist.
  const kinds = responders.map(({ type }) => TEXTS.responderKinds[type]).join(', ');
  const names = responders.flatMap((responder) => getResponder(responder.id) ?? []);
  return (
    <Panel title={TEXTS.details}>
      <dl className={styles.list}>
        {tags.length > 0 && (
          <Field name={fields.tags}>
            <span className={styles.tags}>
              {tags.map((tag) => (
                <Chip key={tag}>{tag}</Chip>
              ))}
            </span>
          </Field>
        )}
        <Field name={fields.responders}>
          {responders.length === 0 ? TEXTS.noResponders : names.join(', ') || kinds}
        </Field>
        {owner && <Field name={fields.owner}>{getName(owner)}</Field>}
        {entity && <Field name={fields.entity}>{entity}</Field>}
        {Object.entries(details).map(([name, value]) => (
          <Field key={name} name={name}>
            <LinkedText text={value} />
          </Field>
        ))}
        {source && <Field name={fields.source}>{source}</Field>}
        {alias !== id && (
          <Field name={fields.alias}>
            <span className="mono">{alias}</span>
          </Field>
        )}
        {count > 1 && (
          <Field name={fields.lastOccurred}>
            <Time at={lastOccurredAt} timeZone={user.timeZone} words />
          </Field>
        )}
        {execution && (
          <Field name={fields.execution}>
            {execution.consoleUrl ? (
              <a href={execution.consoleUrl} target="_blank" rel="noreferrer" title={execution.name}>
                {TEXTS.execution(execution.run)}
              </a>
            ) : (
              <span title={execution.name}>{TEXTS.execution(execution.run)}</span>
            )}
          </Field>
        )}
      </dl>
    </Panel>
  );
}

function Field({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{children}</dd>
    </>
  );
}
