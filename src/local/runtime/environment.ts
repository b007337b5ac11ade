import type { LocalAddresses } from '../template/cloudformation.ts';
import type { LocalService } from '../template/service.ts';

/** The account that is created at the first start. Anybody may sign in as one of its people. */
export const DEMO_ACCOUNT = 'demo';

/** Addresses of the services that the functions call. */
export interface Endpoints {
  readonly dynamoDb: string;
  /** SQS and S3. */
  readonly queues: string;
  /** Step Functions and the providers. */
  readonly aws: string;
}

/** The machine's own AWS settings are removed, because functions would otherwise act on a real account. */
const MACHINE_SETTINGS = /^AWS_/;

/** Sets the environment of the functions: the variables of the template, and the addresses of the emulators. */
export function setEnvironment(service: LocalService, addresses: LocalAddresses, endpoints: Endpoints): void {
  for (const name of Object.keys(process.env)) {
    if (MACHINE_SETTINGS.test(name)) delete process.env[name];
  }
  Object.assign(process.env, {
    AWS_REGION: service.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDb,
    AWS_ENDPOINT_URL_SQS: endpoints.queues,
    AWS_ENDPOINT_URL_S3: endpoints.queues,
    AWS_ENDPOINT_URL_SFN: endpoints.aws,
    AWS_ENDPOINT_URL_SSM: endpoints.aws,
    AWS_ENDPOINT_URL_SESV2: endpoints.aws,
    AWS_ENDPOINT_URL_PINPOINT: endpoints.aws,
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: endpoints.aws,
    POWERTOOLS_LOG_LEVEL: process.env.LOG_LEVEL ?? 'WARN',
    POWERTOOLS_METRICS_DISABLED: 'true',
    WEBHOOK_ALLOW_PRIVATE: 'true',
    PUSHOVER_URL: endpoints.aws,
    DEMO_ACCOUNT,
  });
  for (const [name, value] of Object.entries(service.environment(addresses))) {
    if (name !== 'POWERTOOLS_LOG_LEVEL') process.env[name] = value;
  }
}
