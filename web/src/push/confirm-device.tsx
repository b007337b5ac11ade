import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { useSession } from '../app/session.tsx';
import { toErrorText } from '../client/errors.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { confirmDevice } from './device.ts';
import { TEXTS } from './texts.ts';

/** The parameters in the address to which the tap on a verifying notification leads (src/senders/templates/web-push.ts). */
const PARAMETERS = ['verify', 'code'];

/** Confirms the device whose notification was tapped, and says so. */
export default function ConfirmDevice({
  contactId,
  code,
}: {
  readonly contactId: string;
  readonly code: string;
}) {
  const { user } = useSession();
  const queries = useQueryClient();
  const [, setParams] = useSearchParams();
  const { mutate, isSuccess, error } = useMutation({
    mutationKey: ['confirm-device', contactId, code],
    mutationFn: () => confirmDevice(user.id, contactId, code),
    onSuccess: () => queries.invalidateQueries(),
  });
  useEffect(() => mutate(), [mutate]);
  const close = () =>
    setParams((before) => new URLSearchParams([...before].filter(([name]) => !PARAMETERS.includes(name))), {
      replace: true,
    });
  return (
    <Dialog
      title={isSuccess ? TEXTS.confirmed : error ? TEXTS.notConfirmed : TEXTS.confirming}
      isOpen
      onClose={close}
      actions={
        <Button kind="primary" autoFocus onPress={close}>
          {TEXTS.close}
        </Button>
      }
    >
      <p className="muted" role="status">
        {isSuccess && TEXTS.confirmedWhy}
        {error && `${toErrorText(error)} ${TEXTS.notConfirmedHint}`}
      </p>
    </Dialog>
  );
}
