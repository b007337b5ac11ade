import { type AwsCall, attempt, type Check, type Finding, ok, wrong } from './finding.ts';

/** Dollars a month below which a bad night stops all texts. */
const LITTLE = 10;

interface PhoneNumber {
  readonly PhoneNumberId?: string;
  readonly IsoCountryCode?: string;
  readonly Status?: string;
  readonly NumberCapabilities?: readonly string[];
  readonly TwoWayEnabled?: boolean;
  readonly TwoWayChannelArn?: string;
}

const idIn = (identity: string) => identity.split('/').at(-1) ?? '';

/** The phone numbers behind an origination identity: itself, or those of its pool. */
async function listNumbers(call: AwsCall, identity: string): Promise<readonly PhoneNumber[]> {
  const id = idIn(identity);
  if (identity.startsWith('phone-number/')) {
    return (await call('sms-voice', 'DescribePhoneNumbers', { PhoneNumberIds: [id] })).PhoneNumbers ?? [];
  }
  const Filters = [{ Name: 'pool-id', Values: [id] }];
  const { PhoneNumbers } = await call('sms-voice', 'DescribePhoneNumbers', { Filters });
  return PhoneNumbers ?? [];
}

/** End User Messaging: spend limits, the numbers of texts and calls, and replies; and push. */
export const checkPhone: Check = async ({ call, settings: { stage, region, parameter } }) => {
  const sms = parameter('smsOriginationIdentity');
  const voice = parameter('voiceOriginationIdentity');

  const limits = await attempt('Spend limits', async () => {
    const { SpendLimits = [] } = await call('sms-voice', 'DescribeSpendLimits');
    return ['TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', 'VOICE_MESSAGE_MONTHLY_SPEND_LIMIT'].map((name): Finding => {
      const { EnforcedLimit = 0, MaxLimit = 0 } =
        SpendLimits.find(({ Name }: { Name: string }) => Name === name) ?? {};
      const kind = name.startsWith('TEXT') ? 'texts' : 'calls';
      return EnforcedLimit > LITTLE
        ? ok(`Up to $${EnforcedLimit} a month for ${kind}`)
        : wrong(
            `Only $${EnforcedLimit} a month for ${kind}; AWS allows $${MaxLimit}`,
            `Service Quotas, "AWS End User Messaging SMS"; then aws pinpoint-sms-voice-v2 set-${name.startsWith('TEXT') ? 'text' : 'voice'}-message-spend-limit-override --monthly-limit N --region ${region}`,
          );
    });
  });

  async function checkOrigin(
    identity: string,
    capability: 'SMS' | 'VOICE',
    parameterName: string,
  ): Promise<readonly Finding[]> {
    const kind = capability === 'SMS' ? 'texts' : 'calls';
    if (/(^|\/)none$/.test(identity)) {
      return [
        capability === 'VOICE'
          ? ok('The stage makes no calls: voiceOriginationIdentity is none')
          : wrong(
              'The stage sends no texts',
              `npx sls deploy --stage ${stage} --param="${parameterName}=pool/ID"`,
            ),
      ];
    }
    if (identity.startsWith('sender-id/')) {
      return [
        capability === 'SMS'
          ? ok(`Texts come from the sender id ${identity.split('/')[1]}, to which nobody can reply`)
          : wrong(
              'A sender id cannot make calls',
              `npx sls deploy --stage ${stage} --param="${parameterName}=phone-number/ID"`,
            ),
      ];
    }
    return attempt(`Numbers of ${identity}`, async () => {
      const numbers = await listNumbers(call, identity);
      const able = numbers.filter(
        ({ Status, NumberCapabilities = [] }) =>
          Status === 'ACTIVE' && NumberCapabilities.includes(capability),
      );
      if (able.length === 0) {
        return [
          wrong(
            `No active number of ${identity} has the capability ${capability}`,
            `aws pinpoint-sms-voice-v2 request-phone-number --number-capabilities ${capability} --iso-country-code … --message-type TRANSACTIONAL --number-type … --region ${region}`,
          ),
        ];
      }
      const countries = [...new Set(able.map(({ IsoCountryCode }) => IsoCountryCode))].join(', ');
      return [
        ok(`${able.length} active numbers for ${kind}, of ${countries}`),
        ...checkReplies(capability, able),
      ];
    });
  }

  function checkReplies(capability: string, numbers: readonly PhoneNumber[]): readonly Finding[] {
    if (capability !== 'SMS' || parameter('smsReplies') !== 'true') return [];
    const topic = `:tocsin-${stage}-received-sms`;
    return numbers
      .filter(
        ({ TwoWayEnabled, TwoWayChannelArn = '' }) => !TwoWayEnabled || !TwoWayChannelArn.endsWith(topic),
      )
      .map(({ PhoneNumberId }) =>
        wrong(
          `Replies to ${PhoneNumberId} do not reach the stage`,
          `aws pinpoint-sms-voice-v2 update-phone-number --phone-number-id ${PhoneNumberId} --two-way-enabled --two-way-channel-arn arn:aws:sns:${region}:ACCOUNT${topic}`,
        ),
      );
  }

  return [
    ...limits,
    ...(await checkOrigin(sms, 'SMS', 'smsOriginationIdentity')),
    ...(await checkOrigin(voice, 'VOICE', 'voiceOriginationIdentity')),
    ...(await checkPush()),
  ];

  async function checkPush(): Promise<readonly Finding[]> {
    const id = parameter('pinpointApplicationId');
    if (id === 'none') return [ok('The stage sends no push notifications: pinpointApplicationId is none')];
    return attempt('Push application', async () => {
      await call('pinpoint', 'GetApp', { ApplicationId: id });
      const { ChannelsResponse } = await call('pinpoint', 'GetChannels', { ApplicationId: id });
      const enabled = Object.entries(ChannelsResponse?.Channels ?? {})
        .filter(([name, channel]) => /^(APNS|GCM)/.test(name) && (channel as { Enabled?: boolean }).Enabled)
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
