import { listKeyUses } from '../src/domain/accounts/key-use.ts';
import { RIGHTS, type Right } from '../src/domain/accounts/model.ts';
import { describeStop } from '../src/domain/accounts/paging-stop.ts';
import { listAccounts } from '../src/domain/accounts/store.ts';
import { createDynamoTable } from '../src/platform/table.ts';
import { OPTIONS, readCommand } from './admin/commands.ts';
import { exportToFolder, importFromFolder } from './admin/configuration.ts';
import {
  AdminError,
  createAccount,
  createKey,
  findAccountId,
  type IssuedKey,
  listKeys,
  requireNewName,
  revokeKey,
  rotateKey,
} from './admin/keys.ts';
import { getActiveStop, resumeAllPaging, stopAllPaging } from './admin/paging.ts';
import { checkAccount } from './admin/readiness.ts';
import { getWebhookSecret } from './admin/secrets.ts';
import { createOwner, issueSignInLink, toUsername } from './admin/sign-in.ts';
import { findTarget, LOCAL, type Target } from './admin/target.ts';
import { parseCommandLine, refuse, requireStage } from './arguments.ts';
import { runCommand } from './command-line.ts';

const USAGE = `npm run admin -- <command> --stage <stage> [options]
npm run admin -- <command> --local [options]

  list-accounts                                      lists the accounts with their ids
  create-account --name <name> [--account <id>] [--owner <e-mail address>]
                                                     creates an account and a first key with all rights, and an owner with
                                                     a link by which they sign in to the console
  sign-in-link   --account <id> --user <id or username>
                                                     prints a link by which the user signs in, once, within an hour
  create-key     --account <id> --name <name> [--rights ${RIGHTS.join(',')}] [--team <id or name>]
                 [--user <id or username>]
  list-keys      --account <id>
  revoke-key     --account <id> --key <key id>
  rotate-key     --account <id> --key <key id> [--keep-old]
  check          --account <id>                      lists what may keep alerts from reaching people; status 1 if it finds a problem
  stop-paging    --account <id> --reason <text> [--minutes <1 to 1440>]
                                                     stops all notifications of alerts in the account, for an hour by default
  resume-paging  --account <id>                      resumes them: open alerts go on from where they stood
  export         --account <id> --to <folder>        writes everything that configures the account to files, one for each thing.
                                                     They have personal data, and no secrets
  import         --account <id> --from <folder> [--prune] [--yes]
                                                     shows what changes, asks (or needs --yes), and makes the account what the
                                                     files say; --prune also deletes what has no file. Nobody is notified of it
  webhook-secret --account <id>                      prints the secret that signs the account's webhooks, in base64url

--account can be left out if there is only one account. --local acts on the service that npm start runs in this folder.
A link begins with --url, or else with the address of the stage. A secret key is printed once and never stored.
Credentials are those of the AWS CLI; the region is --region, AWS_REGION or eu-west-1.`;

const { positionals, values } = parseCommandLine(USAGE, OPTIONS, { words: true });

const command = readCommand(positionals, values);
if (typeof command === 'object') refuse(command.mistake, USAGE);

function requireOption(option: 'name' | 'key' | 'user' | 'reason' | 'to' | 'from'): string {
  const value = values[option];
  return value || refuse(`${command} needs --${option}.`, USAGE);
}

function rights(): readonly Right[] {
  const asked = values.rights?.split(',').map((right) => right.trim()) ?? [...RIGHTS];
  const unknown = asked.filter((right) => !RIGHTS.some((known) => known === right));
  if (unknown.length > 0)
    throw new AdminError(`Unknown rights: ${unknown.join(', ')}. Available: ${RIGHTS.join(', ')}.`);
  return RIGHTS.filter((right) => asked.includes(right));
}

/** Prints the result as text, or as JSON with --json. */
function print(result: object): void {
  if (values.json) {
    console.log(JSON.stringify(result));
    return;
  }
  for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(10)} ${value}`);
}

const issued = ({ secret, key }: IssuedKey) => ({
  account: key.accountId,
  keyId: key.keyId,
  name: key.integration.name,
  rights: key.rights.join(', '),
  ...(key.teamId && { team: key.teamId }),
  ...(key.userId && { user: key.userId }),
  key: secret,
});

/** The address that links begin with: that of the option, or else of the stage. Throws {@link AdminError} if it is none. */
async function findLinkAddress(target: Target): Promise<string> {
  if (values.url === undefined) return target.findUrl();
  const { protocol, search, hash } = URL.parse(values.url) ?? {};
  if ((protocol !== 'https:' && protocol !== 'http:') || search || hash) {
    throw new AdminError(`--url must be an address such as https://alerts.example.com, not ${values.url}.`);
  }
  return values.url;
}

async function run(target: Target): Promise<void> {
  const table = createDynamoTable(target.client, target.tableName);
  const account = () => findAccountId(table, values.account);
  const signInLink = async (accountId: string, user: string) => {
    const baseUrl = await findLinkAddress(target);
    const { url, expiresAt } = await issueSignInLink(table, accountId, user, baseUrl, Date.now());
    return { signIn: url, validUntil: new Date(expiresAt).toISOString() };
  };
  switch (command) {
    case 'list-accounts': {
      for (const { id, name } of await listAccounts(table)) {
        const stop = await getActiveStop(table, id, Date.now());
        print({ account: id, name, ...(stop && { paging: describeStop(stop) }) });
      }
      return;
    }
    case 'create-account': {
      const name = requireOption('name');
      const owner = values.owner && toUsername(values.owner);
      await requireNewName(table, name);
      const { id } = await createAccount(table, { name, ...(values.account && { id: values.account }) });
      const key = await createKey(table, id, { name: 'First key', rights: RIGHTS });
      if (owner) await createOwner(table, id, owner, Date.now());
      print({ ...issued(key), ...(owner && (await signInLink(id, owner))) });
      return;
    }
    case 'sign-in-link': {
      print(await signInLink(await account(), requireOption('user')));
      return;
    }
    case 'create-key': {
      const request = {
        name: requireOption('name'),
        rights: rights(),
        ...(values.team && { team: values.team }),
        ...(values.user && { user: values.user }),
      };
      print(issued(await createKey(table, await account(), request)));
      return;
    }
    case 'list-keys': {
      const accountId = await account();
      const uses = await listKeyUses(table, accountId);
      for (const key of await listKeys(table, accountId)) {
        const usedAt = uses.get(key.keyId);
        const { keyId, integration, enabled, teamId, userId } = key;
        print({
          keyId,
          name: integration.name,
          rights: key.rights.join(', '),
          ...(teamId && { team: teamId }),
          ...(userId && { user: userId }),
          state: enabled ? 'enabled' : 'revoked',
          lastUsed:
            usedAt === undefined ? 'never' : `within the hour after ${new Date(usedAt).toISOString()}`,
        });
        if (!values.json) console.log();
      }
      return;
    }
    case 'revoke-key': {
      const { keyId, integration } = await revokeKey(table, await account(), requireOption('key'));
      print({ keyId, name: integration.name, state: 'revoked' });
      return;
    }
    case 'rotate-key': {
      const keepOld = values['keep-old'] ?? false;
      print(issued(await rotateKey(table, await account(), requireOption('key'), { keepOld })));
      return;
    }
    case 'check': {
      const findings = await checkAccount(table, await account(), Date.now());
      if (values.json) print({ findings });
      else for (const { level, text } of findings) console.log(`${level.padEnd(8)} ${text}`);
      if (findings.length === 0 && !values.json)
        console.log('Nothing was found that keeps alerts from reaching people.');
      if (findings.some(({ level }) => level === 'problem')) process.exitCode = 1;
      return;
    }
    case 'stop-paging': {
      const request = { reason: requireOption('reason'), minutes: Number(values.minutes ?? 60) };
      const stop = await stopAllPaging(table, await account(), request, Date.now());
      print({ paging: 'stopped', until: new Date(stop.until).toISOString(), reason: stop.reason });
      return;
    }
    case 'resume-paging': {
      const stop = await resumeAllPaging(table, await account(), Date.now());
      print({ paging: stop ? 'resumed; open alerts go on within a minute' : 'was not stopped' });
      return;
    }
    case 'export': {
      const folder = requireOption('to');
      const count = await exportToFolder(table, await account(), folder, Date.now());
      print({ folder, files: count });
      return;
    }
    case 'import': {
      await importFromFolder(table, await account(), requireOption('from'), {
        prune: values.prune ?? false,
        yes: values.yes ?? false,
        alertActions: target.alertActions,
      });
      return;
    }
    case 'webhook-secret': {
      const accountId = await account();
      print({ account: accountId, secret: await getWebhookSecret(table, accountId) });
      return;
    }
  }
}

const stage = values.local ? LOCAL : requireStage(values, USAGE);
await runCommand(async () => run(await findTarget(stage)), stage);
