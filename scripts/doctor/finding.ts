import type { DescribeStacksOutput, ListStackResourcesOutput } from '@aws-sdk/client-cloudformation';
import type { DescribeTableOutput } from '@aws-sdk/client-dynamodb';
import type { GetAccountSettingsResponse } from '@aws-sdk/client-lambda';
import type { GetAppResponse, GetChannelsResponse } from '@aws-sdk/client-pinpoint';
import type {
  DescribePhoneNumbersResult,
  DescribePoolsResult,
  DescribeSpendLimitsResult,
  ListPoolOriginationIdentitiesResult,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { ListBucketsOutput } from '@aws-sdk/client-s3';
import type { ListServiceQuotasResponse } from '@aws-sdk/client-service-quotas';
import type { DescribeActiveReceiptRuleSetResponse } from '@aws-sdk/client-ses';
import type {
  GetAccountResponse,
  GetConfigurationSetResponse,
  GetEmailIdentityResponse,
  ListSuppressedDestinationsResponse,
} from '@aws-sdk/client-sesv2';
import type { ListSubscriptionsByTopicResponse } from '@aws-sdk/client-sns';
import type { GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { EmailContact } from './email-contacts.ts';

/** The operations that the doctor calls, by service and name, with the responses that AWS declares. */
export interface AwsResponses {
  readonly 'cloudformation DescribeStacks': DescribeStacksOutput;
  readonly 'cloudformation ListStackResources': ListStackResourcesOutput;
  readonly 'dynamodb DescribeTable': DescribeTableOutput;
  readonly 'lambda GetAccountSettings': GetAccountSettingsResponse;
  readonly 'pinpoint GetApp': GetAppResponse;
  readonly 'pinpoint GetChannels': GetChannelsResponse;
  readonly 's3 ListBuckets': ListBucketsOutput;
  readonly 'service-quotas ListServiceQuotas': ListServiceQuotasResponse;
  readonly 'ses DescribeActiveReceiptRuleSet': DescribeActiveReceiptRuleSetResponse;
  readonly 'sesv2 GetAccount': GetAccountResponse;
  readonly 'sesv2 GetConfigurationSet': GetConfigurationSetResponse;
  readonly 'sesv2 GetEmailIdentity': GetEmailIdentityResponse;
  readonly 'sesv2 ListSuppressedDestinations': ListSuppressedDestinationsResponse;
  readonly 'sms-voice DescribePhoneNumbers': DescribePhoneNumbersResult;
  readonly 'sms-voice DescribePools': DescribePoolsResult;
  readonly 'sms-voice DescribeSpendLimits': DescribeSpendLimitsResult;
  readonly 'sms-voice ListPoolOriginationIdentities': ListPoolOriginationIdentitiesResult;
  readonly 'sns ListSubscriptionsByTopic': ListSubscriptionsByTopicResponse;
  readonly 'sts GetCallerIdentity': GetCallerIdentityResponse;
}

/**
 * The result of one check. `unknown`: AWS did not say, for example because a right is missing. `warning`: somebody should see
 * to it, but no deployment has to wait for that.
 */
export interface Finding {
  readonly state: 'ok' | 'wrong' | 'unknown' | 'warning';
  readonly text: string;
  /** The command or step that puts it right. */
  readonly fix?: string;
}

/** Calls a reading operation of an AWS service, such as 'sesv2 GetAccount'. */
export type AwsCall = <Name extends keyof AwsResponses>(
  name: Name,
  input?: object,
) => Promise<AwsResponses[Name]>;

/** What the stage is configured to be, from serverless.yml and --param. */
export interface StageSettings {
  readonly stage: string;
  readonly region: string;
  readonly parameter: (name: string) => string;
}

export interface CheckDeps {
  readonly call: AwsCall;
  readonly settings: StageSettings;
  /** MX records of a domain, as host names. */
  readonly resolveMx: (domain: string) => Promise<readonly string[]>;
  /** The enabled e-mail contacts of all users of the stage. */
  readonly listEmailContacts: () => Promise<readonly EmailContact[]>;
}

/** A group of checks. */
export type Check = (deps: CheckDeps) => Promise<readonly Finding[]>;

export const ok = (text: string): Finding => ({ state: 'ok', text });
export const wrong = (text: string, fix: string): Finding => ({ state: 'wrong', text, fix });
export const unknown = (text: string, fix: string): Finding => ({ state: 'unknown', text, fix });
export const warning = (text: string, fix: string): Finding => ({ state: 'warning', text, fix });

const DENIED = /AccessDenied|NotAuthorized|Unauthorized|Forbidden|InvalidClientToken|ExpiredToken/;

/** Whether the credentials do not allow the call. */
export const isDenied = ({ name }: Error): boolean => DENIED.test(name);

/** The findings of a check, or that it is unknown because a call failed. */
export async function attempt(
  what: string,
  run: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await run();
  } catch (error) {
    return [explainFailure(what, error as FailedCall)];
  }
}

type FailedCall = Error & {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
};

/** The finding that a check is unknown because a call failed. */
export function explainFailure(what: string, { name, message, code, $metadata }: FailedCall): Finding {
  if (name === 'CredentialsProviderError') {
    return unknown(`${what}: there are no credentials of AWS`, 'aws configure, or aws sso login');
  }
  if (code) return unknown(`${what}: AWS cannot be reached (${code})`, `Check the network: ${message}`);
  // What is no answer of AWS, such as that of a proxy, has a status only.
  const answer = name === 'Unknown' ? `status ${$metadata?.httpStatusCode ?? 'unknown'}` : name;
  const remedy = DENIED.test(name)
    ? 'Give the credentials the rights of the policy Reading in serverless/deployment-role.yml.'
    : 'Run npm run doctor again.';
  return unknown(`${what}: AWS answered ${answer}`, `${remedy} AWS says: ${message || answer}`);
}

/** Whether the error says that the thing does not exist. */
const isMissing = ({ name, message }: Error): boolean =>
  /NotFound|NoSuch/.test(name) || /does not exist/.test(message);

/** The response, or undefined if AWS says that the thing does not exist. Any other error is thrown. */
export async function unlessMissing<T>(response: Promise<T>): Promise<T | undefined> {
  try {
    return await response;
  } catch (error) {
    if (isMissing(error as Error)) return undefined;
    throw error;
  }
}
