import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { ApiError } from '../../../client/errors.ts';
import { Button } from '../../../components/button.tsx';
import { FormDialog } from '../../../components/form-dialog.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { showToast } from '../../../components/toast.tsx';
import { formatAddress } from '../../../format/contact-methods.ts';
import type { Contact } from '../profile-types.ts';
import { CONTACT_TEXTS, TEXTS, VERIFY_TEXTS } from '../texts.ts';
import { readProfileAgain, toProblemText } from '../use-profile.ts';
import { nameContact } from './contact-row.tsx';
import { noteMessage, useSecondsToWait } from './message-pause.ts';

const POLL_MS = 1_500;

/** Sends a code to the contact, and takes it. A push needs no code: a tap on it is enough. */
export function VerifyContact({
  contact,
  isUsedByStep,
  onClose,
}: {
  readonly contact: Contact;
  /** Whether a step for new alerts uses it. */
  readonly isUsedByStep: boolean;
  readonly onClose: () => void;
}) {
  const { local } = useSession();
  const [code, setCode] = useState('');
  const { status, resend, confirm, forget } = useVerification(contact, isUsedByStep, onClose);
  const wait = useSecondsToWait(contact.id);
  const isTapped = contact.method === 'webpush';
  const submit = () => confirm.mutate(code.replace(/\s/g, ''));
  return (
    <FormDialog
      title={VERIFY_TEXTS.title(formatAddress(contact))}
      button={VERIFY_TEXTS.verify}
      cancel={VERIFY_TEXTS.later}
      isPending={confirm.isPending}
      isDisabled={isTapped}
      error={resend.error ? toProblemText(resend.error) : undefined}
      extraAction={
        <Button
          kind="quiet"
          isDisabled={wait > 0}
          isPending={resend.isPending}
          onPress={() => {
            forget();
            setCode('');
            resend.mutate();
          }}
        >
          {VERIFY_TEXTS.resend}
          {wait > 0 && <span className="faint">{CONTACT_TEXTS.wait(wait)}</span>}
        </Button>
      }
      onClose={onClose}
      onSubmit={submit}
    >
      <p role="status">{isTapped ? VERIFY_TEXTS.tap : describeCode(contact, status.data?.code)}</p>
      {local && (
        <p className="muted">
          {TEXTS.outbox}{' '}
          <a href="/_local" target="_blank" rel="noreferrer">
            {TEXTS.openOutbox}
          </a>
        </p>
      )}
      {!isTapped && (
        <TextField
          label={VERIFY_TEXTS.code}
          description={VERIFY_TEXTS.codeHelp}
          autoFocus
          value={code}
          inputMode="numeric"
          autoComplete="one-time-code"
          onChange={(value) => {
            setCode(value);
            forget();
          }}
          error={confirm.error ? describeRefusal(confirm.error, status.data?.code?.triesLeft) : undefined}
        />
      )}
    </FormDialog>
  );
}

function useVerification(contact: Contact, isUsedByStep: boolean, onVerified: () => void) {
  const { user } = useSession();
  const params = { identifier: user.id, contactId: contact.id };
  const status = useQuery({
    queryKey: ['contact-verification', contact.id],
    queryFn: async ({ signal }) =>
      (await call('GET /v2/users/{identifier}/contacts/{contactId}/verification', { params, signal })).data,
    refetchInterval: POLL_MS,
    gcTime: 0,
  });
  const resend = useMutation({
    mutationFn: async () => {
      await call('POST /v2/users/{identifier}/contacts/{contactId}/verification', { params });
      noteMessage(contact.id);
      await status.refetch();
    },
  });
  const finish = async () => {
    showToast({ kind: 'done', text: VERIFY_TEXTS.done(nameContact(contact), isUsedByStep) });
    onVerified();
    await readProfileAgain();
  };
  const confirm = useMutation({
    mutationFn: async (code: string) => {
      if (!/^\d{6,8}$/.test(code)) throw new CodeMissing();
      const operation = 'POST /v2/users/{identifier}/contacts/{contactId}/verification/confirm';
      try {
        await call(operation, { params, body: { code } });
      } catch (error) {
        await status.refetch();
        throw error;
      }
    },
    onSuccess: finish,
  });
  // The first code is sent by itself, unless one is still valid.
  const isStarted = useRef(false);
  const { data } = status;
  useEffect(() => {
    if (!data || isStarted.current) return;
    isStarted.current = true;
    if (!data.code || data.code.state === 'rejected') resend.mutate();
  });
  const isVerified = data?.verification.state === 'verified' && contact.verification.state === 'unverified';
  const isFinished = useRef(false);
  useEffect(() => {
    // A tap, on this device or another, has verified it.
    if (!isVerified || isFinished.current || contact.method !== 'webpush') return;
    isFinished.current = true;
    void finish();
  });
  return { status, resend, confirm, forget: confirm.reset };
}

class CodeMissing extends Error {}

interface SentCode {
  readonly state: 'queued' | 'sending' | 'sent' | 'rejected' | 'unknown';
  readonly reason?: string | undefined;
}

function describeCode(contact: Contact, code: SentCode | undefined): string {
  const { states } = VERIFY_TEXTS;
  if (!code) return states.requesting;
  if (code.state === 'sent') return states.sent(formatAddress(contact));
  return code.state === 'rejected' ? states.rejected(code.reason ?? '') : states[code.state];
}

/** The service says what is wrong with the code; here it becomes a sentence with what to do. */
function describeRefusal(error: Error, triesLeft: number | undefined): string {
  if (error instanceof CodeMissing) return VERIFY_TEXTS.required;
  const problem = error instanceof ApiError ? error.fields.code : undefined;
  if (problem === undefined) return toProblemText(error);
  if (problem === 'is wrong') return VERIFY_TEXTS.wrong(triesLeft);
  return problem.startsWith('was entered wrong') ? VERIFY_TEXTS.usedUp : VERIFY_TEXTS.expired;
}
