import type { SpendLimitName } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { type AwsCall, attempt, type Check, type Finding, ok, wrong } from './finding.ts';

/** Dollars a month below which a bad night stops all texts. */
const LITTLE = 10;

type Capability = 'SMS' | 'VOICE';

/** The two kinds of messages, as End User Messaging and the parameters name them. */
const KINDS = {
  SMS: { plural: 'texts', parameter: 'smsOriginationIdentity', limit: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT' },
  VOICE: {
    plural: 'calls',
    parameter: 'voiceOriginationIdentity',
    limit: 'VOICE_MESSAGE_MONTHLY_SPEND_LIMIT',
  },
} as const satisfies Readonly<
  Record<Capability, { readonly plural: string; readonly parameter: string; readonly limit: SpendLimitName }>
>;

/** A number, or a sender id of a pool. */
interface Origin {
  readonly id: string;
  readonly country: string;
  readonly capabilities: readonly string[];
}

/** Where replies go: of a number, or of a pool for all its numbers. */
interface Replies {
  /** The command that changes it, without its options. */
  readonly update: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly topic: string;
}

interface Origination {
  readonly origins: readonly Origin[];
  readonly replies: readonly Replies[];
}

async function readNumber(call: AwsCall, id: string): Promise<Origination> {
  const { PhoneNumbers = [] } = await call('sms-voice DescribePhoneNumbers', { PhoneNumberIds: [id] });
  const active = PhoneNumbers.filter(({ Status }) => Status === 'ACTIVE');
  return {
    origins: active.map(({ PhoneNumberId = '', IsoCountryCode = '', NumberCapabilities = [] }) => ({
      id: PhoneNumberId,
      country: IsoCountryCode,
      capabilities: NumberCapabilities,
    })),
    replies: active.map(({ PhoneNumberId = '', TwoWayEnabled = false, TwoWayChannelArn = '' }) => ({
      update: `update-phone-number --phone-number-id ${PhoneNumberId}`,
      name: PhoneNumberId,
      enabled: TwoWayEnabled,
      topic: TwoWayChannelArn,
    })),
  };
}

async function readPool(call: AwsCall, id: string): Promise<Origination> {
  const { Pools = [] } = await call('sms-voice DescribePools', { PoolIds: [id] });
  const active = Pools.filter(({ Status }) => Status === 'ACTIVE');
  const origins: Origin[] = [];
  let NextToken: string | undefined;
  if (active.length > 0) {
    do {
      const page = await call('sms-voice ListPoolOriginationIdentities', { PoolId: id, NextToken });
      for (const each of page.OriginationIdentities ?? []) {
        origins.push({
          id: each.OriginationIdentity ?? '',
          country: each.IsoCountryCode ?? '',
          capabilities: each.NumberCapabilities ?? [],
        });
      }
      NextToken = page.NextToken;
    } while (NextToken);
  }
  return {
    origins,
    replies: active.map(({ TwoWayEnabled = false, TwoWayChannelArn = '' }) => ({
      update: `update-pool --pool-id ${id}`,
      name: id,
      enabled: TwoWayEnabled,
      topic: TwoWayChannelArn,
    })),
  };
}

const isNone = (identity: string): boolean => /(^|\/)none$/.test(identity);

/** End User Messaging: spend limits, the numbers of texts and calls, and replies; and push. */
export const checkPhone: Check = async ({ call, settings: { stage, region, parameter } }) => {
  const used = (['SMS', 'VOICE'] as const).filter(
    (capability) => !isNone(parameter(KINDS[capability].parameter)),
  );
  return [
    ...(used.length > 0 ? await checkSpendLimits() : []),
    ...(await checkOrigin('SMS')),
    ...(await checkOrigin('VOICE')),
    ...(await checkPush()),
  ];

  /** Only of what the stage uses. */
  function checkSpendLimits(): Promise<readonly Finding[]> {
    return attempt('Spend limits', async () => {
      const { SpendLimits = [] } = await call('sms-voice DescribeSpendLimits');
      return used.map((capability) => {
        const { plural, limit } = KINDS[capability];
        const found = SpendLimits.find(({ Name }) => Name === limit);
        const { EnforcedLimit = 0, MaxLimit = 0 } = found ?? {};
        return EnforcedLimit > LITTLE
          ? ok(`Up to $${EnforcedLimit} a month for ${plural}`)
          : wrong(
              `Only $${EnforcedLimit} a month for ${plural}; AWS allows $${MaxLimit}`,
              `Service Quotas, "AWS End User Messaging SMS"; then aws pinpoint-sms-voice-v2 set-${capability === 'SMS' ? 'text' : 'voice'}-message-spend-limit-override --monthly-limit N --region ${region}`,
            );
      });
    });
  }

  async function checkOrigin(capability: Capability): Promise<readonly Finding[]> {
    const { plural, parameter: parameterName } = KINDS[capability];
    const identity = parameter(parameterName);
    const [kind = '', id = ''] = identity.split('/');
    if (isNone(identity)) return [ok(`The stage sends no ${plural}: ${parameterName} is ${identity}`)];
    if (kind === 'sender-id') {
      return [
        capability === 'SMS'
          ? ok(`Texts come from the sender id ${id}, to which nobody can reply`)
          : wrong(
              'A sender id cannot make calls',
              `npx sls deploy --stage ${stage} --param="${parameterName}=phone-number/ID"`,
            ),
      ];
    }
    return attempt(`Numbers of ${identity}`, async () => {
      const { origins, replies } = await (kind === 'pool' ? readPool(call, id) : readNumber(call, id));
      const able = origins.filter(({ capabilities }) => capabilities.includes(capability));
      if (able.length === 0) {
        return [
          wrong(
            `No active number of ${identity} has the capability ${capability}`,
            `aws pinpoint-sms-voice-v2 request-phone-number --number-capabilities ${capability} --iso-country-code … --message-type TRANSACTIONAL --number-type … --region ${region}`,
          ),
        ];
      }
      const countries = [...new Set(able.map(({ country }) => country))].join(', ');
      return [
        ok(`Numbers for ${plural}: ${able.length}, of ${countries}`),
        ...(capability === 'SMS' && parameter('smsReplies') === 'true' ? replies.map(checkReplies) : []),
      ];
    });
  }

  function checkReplies({ update, name, enabled, topic }: Replies): Finding {
    const expected = `:tocsin-${stage}-received-sms`;
    return enabled && topic.endsWith(expected)
      ? ok(`Replies to ${name} reach the stage`)
      : wrong(
          `Replies to ${name} do not reach the stage`,
          `aws pinpoint-sms-voice-v2 ${update} --two-way-enabled --two-way-channel-arn arn:aws:sns:${region}:ACCOUNT${expected} --region ${region}`,
        );
  }

  async function checkPush(): Promise<readonly Finding[]> {
    const id = parameter('pinpointApplicationId');
    if (id === 'none') return [ok('The stage sends no push notifications: pinpointApplicationId is none')];
    return attempt('Push application', async () => {
      await call('pinpoint GetApp', { ApplicationId: id });
      const { ChannelsResponse } = await call('pinpoint GetChannels', { ApplicationId: id });
      const enabled = Object.entries(ChannelsResponse?.Channels ?? {})
        .filter(([name, channel]) => /^(APNS|GCM)/.test(name) && channel.Enabled)
        .map(([name]) => name);
      return [
        enabled.length > 0
          ? ok(`Push works for ${enabled.join(', ')}`)
          : wrong(
              `The application ${id} has no channel for APNs or FCM`,
              `aws pinpoint update-gcm-channel --application-id ${id} …, aws pinpoint update-apns-channel …`,
            ),
      ];
    });
  }
};
