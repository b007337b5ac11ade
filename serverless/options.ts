/**
 * A plugin of the Serverless Framework for settings that cut across all resources: a tag for the feature that each resource
 * serves, the partition of the region, a customer-managed key, and the domain in links. Without their parameters, the template
 * stays as it is, except for the tags and the partition.
 */
interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties differ by type
  Properties?: any;
}

type Resources = Record<string, Resource>;

interface Options {
  /** ARN of a key; empty: the keys of AWS. */
  readonly kmsKeyArn: string;
  /** Host name of the API; empty: the address that API Gateway assigns. */
  readonly domainName: string;
  /** Name of a parameter in the SSM Parameter Store. */
  readonly oidcClientSecretParameter: string;
}

interface Framework {
  readonly service: {
    readonly custom: { readonly options: Options };
    readonly provider: { readonly compiledCloudFormationTemplate: { readonly Resources: Resources } };
  };
}

/** Features by what the logical ids of their resources contain; the first match counts. Everything else serves alerts. */
const FEATURES: readonly (readonly [feature: string, ids: RegExp])[] = [
  ['console', /^web(lambda|log)/],
  ['incidents', /incident|stakeholder/],
  ['heartbeats', /heartbeat/],
  ['inbound-email', /received?email/],
  ['sms-replies', /received?sms/],
  ['shift-notices', /shift/],
  ['webhooks', /alertwebhook/],
  ['contacts', /contact/],
  ['bulk-actions', /bulkaction/],
  ['operations', /canary|health|apireference|scheduledfunctions|httpapi/],
];

export function findFeature(id: string): string {
  const text = id.replaceAll('Dash', '').toLowerCase();
  return FEATURES.find(([, ids]) => ids.test(text))?.[0] ?? 'alerts';
}

const TAGGED =
  /^AWS::(Lambda::Function|SQS::Queue|Logs::LogGroup|StepFunctions::StateMachine|DynamoDB::Table|S3::Bucket)$/;

/** Adds the tag `feature` to everything that AWS bills by use. */
export function addFeatureTags(resources: Resources): void {
  for (const [id, resource] of Object.entries(resources)) {
    if (!TAGGED.test(resource.Type)) continue;
    const { Tags = [] } = resource.Properties ?? {};
    resource.Properties = {
      ...resource.Properties,
      Tags: [...Tags, { Key: 'feature', Value: findFeature(id) }],
    };
  }
}

/**
 * What a role may do with a key by which the table, queues and buckets that it uses are encrypted. DynamoDB uses the key with the
 * rights of its caller. These are the ones that its documents name for callers, without that to create a table.
 */
const useKey = (kmsKeyArn: string) => ({
  Effect: 'Allow',
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
  Resource: kmsKeyArn,
});

/** Encrypts table, queues, topics, log groups and buckets with the key, and allows the functions to use it. */
export function encryptWithKey(resources: Resources, kmsKeyArn: string): void {
  for (const resource of Object.values(resources)) {
    const properties = resource.Properties ?? {};
    switch (resource.Type) {
      case 'AWS::DynamoDB::Table':
        properties.SSESpecification = { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: kmsKeyArn };
        break;
      case 'AWS::SQS::Queue':
        delete properties.SqsManagedSseEnabled;
        properties.KmsMasterKeyId = kmsKeyArn;
        break;
      case 'AWS::SNS::Topic':
        properties.KmsMasterKeyId = kmsKeyArn;
        break;
      case 'AWS::Logs::LogGroup':
        properties.KmsKeyId = kmsKeyArn;
        break;
      case 'AWS::S3::Bucket':
        properties.BucketEncryption = {
          ServerSideEncryptionConfiguration: [
            {
              ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKeyArn },
              BucketKeyEnabled: true,
            },
          ],
        };
        break;
      case 'AWS::IAM::Role':
        for (const { PolicyName, PolicyDocument } of properties.Policies ?? []) {
          if (PolicyName !== 'function') continue;
          PolicyDocument.Statement = [...PolicyDocument.Statement, useKey(kmsKeyArn)];
        }
        break;
    }
    resource.Properties = properties;
  }
}

const OWN_INTEGRATIONS = 'arn:aws:states:::';

/**
 * Names the partition of the region (aws, aws-us-gov, aws-cn) in the ARNs of Step Functions' own integrations. The definition
 * files name that of the public regions.
 */
export function usePartition(resources: Resources): void {
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type !== 'AWS::StepFunctions::StateMachine') continue;
    const definition = JSON.stringify(Properties.Definition);
    if (!definition.includes(OWN_INTEGRATIONS)) continue;
    Properties.Definition = JSON.parse(definition.replaceAll(OWN_INTEGRATIONS, 'arn:${Partition}:states:::'));
    Properties.DefinitionSubstitutions = {
      ...Properties.DefinitionSubstitutions,
      Partition: { Ref: 'AWS::Partition' },
    };
  }
}

/** Makes every link use the domain instead of the address that API Gateway assigns. */
export function useDomain(resources: Resources, domainName: string): void {
  for (const { Type, Properties } of Object.values(resources)) {
    const variables = Type === 'AWS::Lambda::Function' ? Properties?.Environment?.Variables : undefined;
    if (!variables) continue;
    if ('PUBLIC_URL' in variables) variables.PUBLIC_URL = `https://${domainName}`;
    if (variables.CONSOLE_URL === '') variables.CONSOLE_URL = `https://${domainName}`;
  }
}

/** Refuses a name for which the ARN in the role of the console would be wrong: signing in would be denied. */
export function checkParameterName(name: string): void {
  if (!name.startsWith('/')) {
    throw new Error(
      `oidcClientSecretParameter must begin with a slash, such as /tocsin/prod/oidc-client-secret. It is ${JSON.stringify(name)}.`,
    );
  }
}

export class OptionsPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Framework) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        const { kmsKeyArn, domainName, oidcClientSecretParameter } = service.custom.options;
        checkParameterName(oidcClientSecretParameter);
        addFeatureTags(Resources);
        usePartition(Resources);
        if (kmsKeyArn) encryptWithKey(Resources, kmsKeyArn);
        if (domainName) useDomain(Resources, domainName);
      },
    };
  }
}

export { OptionsPlugin as 'module.exports' };
