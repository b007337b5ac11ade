import {
  createRecipientToken,
  type MailAccount,
  type MailRecipient,
  parseAddressTokens,
} from '../../domain/accounts/mail-addresses.ts';
import { type Integration, mailName } from '../../domain/integrations/model.ts';
import { type Clock, SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';

/** Whom an address belongs to. */
export type Mailbox =
  | { readonly kind: 'integration'; readonly accountId: string; readonly id: string }
  | { readonly kind: 'heartbeat'; readonly accountId: string; readonly name: string };

/** Those of an address: none, or one; several where two integrations were given one address at once. */
export type FindMailboxes = (address: string) => Promise<readonly Mailbox[]>;

export interface MailboxDeps {
  readonly findAccount: (token: string) => Promise<MailAccount | undefined>;
  readonly integrations: { list(accountId: string): Promise<readonly Integration[]> };
  readonly heartbeats: { list(accountId: string): Promise<readonly { readonly name: string }[]> };
  readonly clock: Clock;
}

/** How long it is believed who has which address: as long as a key is. */
const CACHE_MS = 10 * SECOND;
const CACHE_ENTRIES = 100;

type ByToken = ReadonlyMap<string, readonly Mailbox[]>;

/**
 * Finds whom an address is of. The account's addressees are listed and kept for ten seconds, so that a storm of e-mails
 * costs as many reads as one; an address that is not among them is looked for again, since it may be new.
 */
export function createMailboxFinder({
  findAccount,
  integrations,
  heartbeats,
  clock,
}: MailboxDeps): FindMailboxes {
  const cache = createExpiringCache<ByToken>({ ttlMs: CACHE_MS, maxEntries: CACHE_ENTRIES });

  async function listed({ accountId, secret }: MailAccount): Promise<ByToken> {
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
    const byToken = await listed(account);
    cache.set(account.accountId, byToken, now);
    return byToken.get(tokens.recipient) ?? [];
  };
}
