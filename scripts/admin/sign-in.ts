import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { createSignInLink } from '../../src/domain/sign-in/sign-in-link.ts';
import { emailAddress } from '../../src/domain/users/contact-address.ts';
import type { User } from '../../src/domain/users/model.ts';
import { createNewUser } from '../../src/domain/users/new-user.ts';
import { createUserStore } from '../../src/domain/users/store.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Table } from '../../src/platform/table.ts';
import { AdminError, requireUser } from './keys.ts';

/** A link that was just made. It cannot be shown again. */
export interface IssuedLink {
  readonly url: string;
  /** In milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The address as a username, in lower case. Throws {@link AdminError} if it is no e-mail address. */
export function toUsername(email: string): string {
  const username = emailAddress(email.toLowerCase());
  if (!username) throw new AdminError(`${email} is not an e-mail address.`);
  return username;
}

/** Creates the first owner of an account. Throws {@link AdminError} if the username is no e-mail address. */
export async function createOwner(
  table: Table,
  accountId: string,
  email: string,
  now: number,
): Promise<User> {
  const username = toUsername(email);
  const owner = { id: 'Owner', name: 'Owner' };
  return createUserStore(table).create(
    accountId,
    createNewUser({ id: newId(), username, fullName: username, role: owner, timeZone: 'UTC' }, now),
  );
}

/**
 * Makes a link with which the user signs in to the console, once, within an hour. `identifier`: id or username. Throws
 * {@link AdminError} if there is no such user, or if they are blocked.
 */
export async function issueSignInLink(
  table: Table,
  accountId: string,
  identifier: string,
  baseUrl: string,
  now: number,
): Promise<IssuedLink> {
  const user = await requireUser(table, accountId, identifier);
  if (user.blocked) throw new AdminError(`The user ${user.username} is blocked.`);
  const { token, expiresAt } = await createSignInLink(table, { accountId, userId: user.id }, now);
  return { url: `${baseUrl.replace(/\/$/, '')}/console/sign-in/break-glass#${token}`, expiresAt };
}

/** The address of a stage's HTTP API, from its stack. Throws {@link AdminError} if it cannot be read. */
export async function findStageUrl(stageName: string, region: string): Promise<string> {
  const client = new CloudFormationClient({ region });
  try {
    const { Stacks = [] } = await client.send(
      new DescribeStacksCommand({ StackName: `tocsin-${stageName}` }),
    );
    const output = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'HttpApiUrl');
    if (!output?.OutputValue) throw new Error('The stack has no output HttpApiUrl.');
    return output.OutputValue;
  } catch (error) {
    throw new AdminError(
      `The address of the stage is unknown: ${(error as Error).message} Name it with --url.`,
    );
  }
}
