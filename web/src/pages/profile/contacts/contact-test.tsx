import { useMutation, useQuery } from '@tanstack/react-query';
import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { showToast } from '../../../components/toast.tsx';
import type { Contact } from '../profile-types.ts';
import { CONTACT_TEXTS, TEXTS } from '../texts.ts';
import { toProblemText } from '../use-profile.ts';
import styles from './contact-row.module.css';
import { noteMessage } from './message-pause.ts';

const POLL_MS = 1_000;

type State = keyof (typeof CONTACT_TEXTS)['testing'];

const isFinal = (state: State | undefined): boolean =>
  state === 'sent' || state === 'rejected' || state === 'unknown';

export interface RunningTest {
  readonly send: () => void;
  readonly isRunning: boolean;
  /** Undefined before the first test. */
  readonly state: State | undefined;
  readonly reason: string | undefined;
}

/** Sends a test to the contact, and follows what becomes of it. */
export function useContactTest({ id: contactId }: Contact): RunningTest {
  const { user } = useSession();
  const params = { identifier: user.id, contactId };
  const request = useMutation({
    mutationFn: () => call('POST /v2/users/{identifier}/contacts/{contactId}/test', { params }),
    onSuccess: () => noteMessage(contactId),
    onError: (error) => showToast({ kind: 'problem', text: toProblemText(error) }),
  });
  const testId = request.data?.data.id;
  const outcome = useQuery({
    queryKey: ['contact-test', testId],
    enabled: testId !== undefined,
    queryFn: async ({ signal }) => {
      const path = { ...params, testId: testId ?? '' };
      return (
        await call('GET /v2/users/{identifier}/contacts/{contactId}/test/{testId}', { params: path, signal })
      ).data;
    },
    refetchInterval: ({ state }) => (isFinal(state.data?.state) ? false : POLL_MS),
  });
  const state = request.isPending || testId ? (outcome.data?.state ?? 'queued') : undefined;
  return {
    send: request.mutate,
    isRunning: state !== undefined && !isFinal(state),
    state,
    reason: outcome.data?.reason,
  };
}

/** What has become of the test so far; screen readers speak it. */
export function ContactTest({ test: { state, reason } }: { readonly test: RunningTest }) {
  const { local } = useSession();
  return (
    <div role="status" className={state ? styles.outcome : styles.noOutcome} data-state={state}>
      {state && (
        <span>
          {CONTACT_TEXTS.testing[state]}
          {reason && CONTACT_TEXTS.because(reason)}
        </span>
      )}
      {local && state === 'sent' && (
        <a href="/_local" target="_blank" rel="noreferrer">
          {TEXTS.openOutbox}
        </a>
      )}
    </div>
  );
}
