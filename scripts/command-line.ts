/** A mistake of the person who runs the command: they see the message instead of a stack trace. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/** Runs the command. An error that a person can mend is one line; any other keeps its stack trace. Sets the exit status. */
export async function runCommand(command: () => Promise<void>, where: Stage): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(explain(error, where) ?? error);
    process.exitCode = 1;
  }
}

/** Where a stage is deployed. */
export interface Stage {
  readonly name: string;
  readonly region: string;
}

/** Codes of errors of the network. */
const UNREACHABLE: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
];

/** The code of an error of the network that the error is, or that caused it. */
function findNetworkCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string' && UNREACHABLE.includes(code)) return code;
  return error.name === 'TimeoutError' ? 'no answer in time' : findNetworkCode(error.cause);
}

/** The message for a person, or undefined for an error that is not theirs. */
export function explain(error: unknown, { name, region }: Stage): string | undefined {
  if (error instanceof CommandError) return error.message;
  const network = findNetworkCode(error);
  if (network !== undefined) {
    return `AWS in ${region} cannot be reached (${network}). Check the network, --region and AWS_ENDPOINT_URL.`;
  }
  const stage = `There is no stage ${name} in ${region}`;
  switch ((error as Error).name) {
    case 'ResourceNotFoundException':
      return `${stage}: it has no table tocsin-${name}. Check --stage and --region.`;
    case 'QueueDoesNotExist':
    case 'AWS.SimpleQueueService.NonExistentQueue':
      return `${stage}: it has no queues of tocsin-${name}. Check --stage and --region.`;
    case 'CredentialsProviderError':
      return 'There are no AWS credentials. Sign in with the AWS CLI, or set AWS_PROFILE.';
    case 'ExpiredTokenException':
    case 'ExpiredToken':
    case 'UnrecognizedClientException':
      return 'The AWS credentials have expired or are not valid. Sign in with the AWS CLI again.';
    case 'AccessDeniedException':
    case 'AccessDenied':
      return `AWS denies this: ${(error as Error).message}`;
    default:
      return undefined;
  }
}
