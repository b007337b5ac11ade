import type { AwsCall } from './finding.ts';

type Sdk = Readonly<Record<string, unknown>>;

/** The client of each service, loaded when it is needed. */
const SDKS: Readonly<Record<string, readonly [load: () => Promise<Sdk>, client: string]>> = {
  cloudformation: [() => import('@aws-sdk/client-cloudformation'), 'CloudFormationClient'],
  dynamodb: [() => import('@aws-sdk/client-dynamodb'), 'DynamoDBClient'],
  lambda: [() => import('@aws-sdk/client-lambda'), 'LambdaClient'],
  pinpoint: [() => import('@aws-sdk/client-pinpoint'), 'PinpointClient'],
  s3: [() => import('@aws-sdk/client-s3'), 'S3Client'],
  'service-quotas': [() => import('@aws-sdk/client-service-quotas'), 'ServiceQuotasClient'],
  ses: [() => import('@aws-sdk/client-ses'), 'SESClient'],
  sesv2: [() => import('@aws-sdk/client-sesv2'), 'SESv2Client'],
  'sms-voice': [() => import('@aws-sdk/client-pinpoint-sms-voice-v2'), 'PinpointSMSVoiceV2Client'],
  sns: [() => import('@aws-sdk/client-sns'), 'SNSClient'],
  sts: [() => import('@aws-sdk/client-sts'), 'STSClient'],
};

interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: AwsResponses names the response of each operation
  send(command: object): Promise<any>;
}

/** Calls AWS with the credentials of the AWS CLI. Refuses any operation that could change something. */
export function createAwsCall(region: string): AwsCall {
  const clients = new Map<string, Client>();
  return async (name, input = {}) => {
    const [service = '', operation = ''] = name.split(' ');
    if (!/^(Get|List|Describe)/.test(operation)) throw new Error(`The doctor does not call ${operation}.`);
    const [load, clientName] = SDKS[service] ?? [];
    if (!load || !clientName) throw new Error(`There is no client of ${service}.`);
    const sdk = (await load()) as Record<string, new (settings: object) => object>;
    const ClientClass = sdk[clientName];
    const Command = sdk[`${operation}Command`];
    if (!ClientClass || !Command) throw new Error(`${service} has no operation ${operation}.`);
    let client = clients.get(service);
    if (!client) {
      client = new ClientClass({ region, maxAttempts: 2 }) as Client;
      clients.set(service, client);
    }
    return client.send(new Command(input));
  };
}
