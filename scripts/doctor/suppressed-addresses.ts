import type { EmailContact } from './email-contacts.ts';
import { type Check, explainFailure, isDenied, ok, unlessMissing, warning } from './finding.ts';

/** More users are counted, but not named. */
const NAMED = 20;

const PAGE_SIZE = 1_000;

/**
 * The users whose e-mail contacts are on the suppression list of the account. SES accepts e-mails to them and sends none, so
 * that nothing else shows it. One such contact must not stop a deployment: these findings are warnings, failures included.
 */
export const checkSuppressedAddresses: Check = async (deps) => {
  try {
    const reasons = await findReasons(deps);
    if (reasons.length === 0) return [ok('SES has no suppression list in use: it sends to all addresses')];
    const contacts = (await unlessMissing(deps.listEmailContacts())) ?? [];
    if (contacts.length === 0) return [ok('No user has an e-mail contact that SES could suppress')];
    const suppressed = await listSuppressed(deps, reasons);
    const users = listUsers(contacts.filter(({ address }) => suppressed.has(address.toLowerCase())));
    if (users.length === 0) return [ok('SES suppresses no address of the e-mail contacts')];
    const named = users.slice(0, NAMED).join(', ');
    const more = users.length > NAMED ? ` and ${users.length - NAMED} more` : '';
    return [
      warning(
        `SES sends nothing to the e-mail contacts of ${users.length} ${users.length === 1 ? 'user' : 'users'}, because it suppresses their addresses: ${named}${more}`,
        `When their mailboxes work again: aws sesv2 delete-suppressed-destination --email-address ADDRESS --region ${deps.settings.region}. See docs/operations.md, E-mail addresses that SES suppresses`,
      ),
    ];
  } catch (error) {
    const what = 'E-mail contacts that SES suppresses';
    if (!isDenied(error as Error)) return [{ ...explainFailure(what, error as Error), state: 'warning' }];
    return [
      warning(
        `${what}: not checked, because the credentials do not allow it`,
        `Run npm run doctor with credentials that allow ses:GetConfigurationSet, ses:ListSuppressedDestinations, and dynamodb:GetItem and dynamodb:Query on the table tocsin-${deps.settings.stage}. The deployment role reads no contacts on purpose`,
      ),
    ];
  }
};

/** Why SES suppresses addresses: by the configuration set that e-mails are sent with, or else by the account. */
async function findReasons({ call, settings }: Parameters<Check>[0]): Promise<readonly string[]> {
  const { SuppressionAttributes } = await call('sesv2 GetAccount');
  const from = settings.parameter('emailFrom');
  const find = (identity: string) =>
    unlessMissing(call('sesv2 GetEmailIdentity', { EmailIdentity: identity }));
  const findDefault = async () =>
    ((await find(from)) ?? (await find(from.split('@')[1] ?? '')))?.ConfigurationSetName;
  const name = settings.parameter('emailConfigurationSet') || (await findDefault());
  const set =
    name && (await unlessMissing(call('sesv2 GetConfigurationSet', { ConfigurationSetName: name })));
  const ofSet = set ? set.SuppressionOptions?.SuppressedReasons : undefined;
  return ofSet ?? SuppressionAttributes?.SuppressedReasons ?? [];
}

/** The addresses on the list, in lower case. */
async function listSuppressed(
  { call }: Parameters<Check>[0],
  Reasons: readonly string[],
): Promise<ReadonlySet<string>> {
  const addresses = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page = await call('sesv2 ListSuppressedDestinations', { Reasons, PageSize: PAGE_SIZE, NextToken });
    for (const { EmailAddress = '' } of page.SuppressedDestinationSummaries ?? []) {
      addresses.add(EmailAddress.toLowerCase());
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return addresses;
}

/** The users, each once; with their account if there are several. */
function listUsers(contacts: readonly EmailContact[]): readonly string[] {
  const hasSeveral = new Set(contacts.map(({ account }) => account)).size > 1;
  return [...new Set(contacts.map(({ user, account }) => (hasSeveral ? `${user} of ${account}` : user)))];
}
