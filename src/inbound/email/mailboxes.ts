import {
  createRecipientToken,
  type MailAccount,
  type MailRecipient,
  parseAddressTokens,
} from '../../domain/accounts/mail-addresses.ts';
import { type Integration, mailName } from '../../domain/integrations/model.ts';
import { type Clock, SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';

/** The integration or heartbeat to which an address belongs. */
export type Mailbox =
  | { readonly kind: 'integration'; readonly accountId: string; readonly id: string }
  | { readonly kind: 'heartbeat'; readonly accountId: string; readonly name: string };

/** The mailboxes with the address: none or one; several if two integrations were given the same address concurrently. */
export type FindMailboxes = (address: string) => Promise<readonly Mailbox[]>;

export interface MailboxDeps {
  readonly findAccount: (token: string) => Promise<MailAccount | undefined>;
  readonly integrations: { list(accountId: string): Promise<readonly Integration[]> };
  readonly heartbeats: { list(accountId: string): Promise<readonly { readonly name: string }[]> };
  readonly clock: Clock;
}

/** How long the addresses of an account are cached: as long as API keys. */
const CACHE_MS = 10 * SECOND;
const CACHE_ENTRIES = 100;

type ByToken = ReadonlyMap<string, readonly Mailbox[]>;

/**
 * Finds the mailboxes of an address. The addresses of the account are cached for ten seconds, so that a storm of e-mails
 * costs as many reads as one. For an address that is not in the cache they are read again, because it may be new.
 */
export function createMailboxFinder({
  findAccount,
  integrations,
  heartbeats,
  clock,
}: MailboxDeps): FindMailboxes {
  const cache = createExpiringCache<ByToken>({ ttlMs: CACHE_MS, maxEntries: CACHE_ENTRIES });

  async function loadMailboxes({ accountId, secret }: MailAccount): Promise<ByToken> {
    const [ofIntegrations, ofHeartbeats] = await Promise.all([
      integrations.list(accountId),
      heartbeats.list(accountId),
    ]);
    const entry = (kind: MailRecipient, name: string, mailbox: Mailbox) =>
      [createRecipientToken(secret, kind, name), mailbox] as const;
    const all = [
      ...ofIntegrations.flatMap((integration) => {
        const name = mailName(integration);
        if (name === undefined) return [];
        return [entry('integration', name, { kind: 'integration', accountId, id: integration.id })];
      }),
      ...ofHeartbeats.map(({ name }) => entry('heartbeat', name, { kind: 'heartbeat', accountId, name })),
    ];
    return new Map(
      [...Map.groupBy(all, ([token]) => token)].map(([token, entries]) => [
        token,
        entries.map(([, mailbox]) => mailbox),
      ]),
    );
  }

  return async (address) => {
    const tokens = parseAddressTokens(address);
    const account = tokens && (await findAccount(tokens.account));
    if (!account) return [];
    const now = clock();
    const known = cache.get(account.accountId, now)?.get(tokens.recipient);
    if (known) return known;
    const byToken = await loadMailboxes(account);
    cache.set(account.accountId, byToken, now);
    return byToken.get(tokens.recipient) ?? [];
  };
}
