import { useMutation, useQuery } from '@tanstack/react-query';
import { useMay, useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { ApiError, toErrorText } from '../../client/errors.ts';
import { queryClient } from '../../client/query-client.ts';
import { showToast } from '../../components/toast.tsx';
import { formatDuration } from '../../format/time.ts';
import { TEXTS } from './texts.ts';

const PROFILE = 'profile';

/** How often the profile is read while the tab is visible, in milliseconds: a device may verify or lose a contact. */
const POLL_MS = 60_000;

/** The person's settings, their contacts and their notification rules; undefined while they are being read. */
export function useProfile() {
  const { user } = useSession();
  const params = { identifier: user.id };
  return useQuery({
    queryKey: [PROFILE, user.id],
    queryFn: async ({ signal }) => {
      const [{ data: settings }, { data: contacts }, { data: summaries }] = await Promise.all([
        call('GET /v2/users/{identifier}', { params, signal }),
        call('GET /v2/users/{identifier}/contacts', { params, signal }),
        call('GET /v2/users/{identifier}/notification-rules', { params, signal }),
      ]);
      const rules = await Promise.all(
        summaries.map(async ({ id }) => {
          const path = { ...params, ruleId: id };
          const operation = 'GET /v2/users/{identifier}/notification-rules/{ruleId}';
          return (await call(operation, { params: path, signal })).data;
        }),
      );
      return { settings, contacts, rules };
    },
    refetchInterval: POLL_MS,
  });
}

/** Rules that begin or end notifications of the person in somebody else's place, if the role may read them. */
export function useForwardings() {
  const { user } = useSession();
  return useQuery({
    queryKey: [PROFILE, user.id, 'forwardings'],
    enabled: useMay()('configurations-read-only'),
    queryFn: async ({ signal }) => {
      const { data } = await call('GET /v2/forwarding-rules', { signal });
      return data
        .filter(({ endDate }) => Date.parse(endDate) > Date.now())
        .filter(({ fromUser, toUser }) => fromUser.id === user.id || toUser.id === user.id);
    },
  });
}

export const readProfileAgain = () => queryClient.invalidateQueries({ queryKey: [PROFILE] });

/** What to show for an error, also for a limit on messages, which the service only names. */
export function toProblemText(error: unknown): string {
  if (error instanceof ApiError && error.status === 429) {
    return TEXTS.tooMany(error.retryAfterMs === undefined ? TEXTS.later : formatDuration(error.retryAfterMs));
  }
  return toErrorText(error);
}

/** A change of the profile. After it the profile is read again; what failed is shown. */
export function useChange<Input = void>(
  change: (input: Input) => Promise<unknown>,
  { done, onDone }: { readonly done?: (input: Input) => string; readonly onDone?: () => void } = {},
) {
  return useMutation({
    mutationFn: change,
    onSuccess: async (_, input) => {
      await readProfileAgain();
      if (done) showToast({ kind: 'done', text: done(input) });
      onDone?.();
    },
    onError: (error) => showToast({ kind: 'problem', text: toProblemText(error) }),
  });
}
