import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../app/session.tsx';
import { toErrorText } from '../client/errors.ts';
import { POLL_MS } from '../client/query-client.ts';
import { showToast } from '../components/toast.tsx';
import { keepDevice, notifyThisBrowser, sendConfirmation, stopDevice } from './device.ts';
import type { DeviceState } from './device-state.ts';
import { TEXTS } from './texts.ts';
import { PermissionRefused, PushServiceFailed } from './this-browser.ts';

export interface Device {
  /** Undefined while it is being read. */
  readonly state: DeviceState | undefined;
  readonly error: unknown;
  readonly isChanging: boolean;
  /** Asks for permission, so it needs a press. */
  readonly set: () => void;
  readonly sendAgain: (contactId: string) => void;
  readonly stop: () => void;
}

/** Whether this browser shows the person's notifications, and what changes that. */
export function useDevice(): Device {
  const { user } = useSession();
  const queries = useQueryClient();
  const { data: state, error } = useQuery({
    queryKey: ['device', user.id],
    queryFn: () => keepDevice(user.id),
    staleTime: 60_000,
    // The tap that confirms it may open another page.
    refetchInterval: ({ state: { data } }) => (data?.kind === 'unconfirmed' ? POLL_MS : false),
  });
  const { mutate, isPending: isChanging } = useMutation({
    mutationFn: (change: () => Promise<unknown>) => change(),
    onError: (problem) => showToast({ kind: 'problem', text: toProblemText(problem) }),
    // The list of contacts shows the device, too.
    onSettled: () => queries.invalidateQueries({ predicate: ({ queryKey: [name] }) => READ_AGAIN.has(name) }),
  });
  return {
    state,
    error,
    isChanging,
    set: () => mutate(() => notifyThisBrowser(user.id)),
    sendAgain: (contactId) =>
      mutate(async () => {
        await sendConfirmation(user.id, contactId);
        showToast({ kind: 'done', text: TEXTS.sent });
      }),
    stop: () =>
      mutate(async () => {
        await stopDevice(user.id);
        showToast({ kind: 'done', text: TEXTS.stopped });
      }),
  };
}

const READ_AGAIN: ReadonlySet<unknown> = new Set(['device', 'profile']);

function toProblemText(error: unknown): string {
  if (error instanceof PermissionRefused) return TEXTS.refused;
  return error instanceof PushServiceFailed ? TEXTS.pushServiceFailed : toErrorText(error);
}
