import { isVoiceOrigin } from '../../../src/platform/voice-origin.ts';
import { noCalls } from '../../../src/senders/channels/phone.ts';
import { classifyProviderError } from '../../../src/senders/delivery/provider-outcome.ts';

test.each([
  ['phone-number/phone-number-1', true],
  ['pool/pool-1', true],
  ['sender-id/Tocsin/DE', false],
  ['pool/none', false],
  ['none', false],
])('the origination identity %s can make calls: %s', (identity, expected) => {
  expect(isVoiceOrigin(`arn:aws:sms-voice:eu-west-1:000000000000:${identity}`)).toBe(expected);
});

test('a call of a stage without one is rejected with the reason, so that the next contact method follows at once', async () => {
  const result = await noCalls({ to: '+12025550111', body: 'x', notificationId: 'n' }).catch(
    classifyProviderError,
  );
  expect(result).toEqual({
    kind: 'rejected',
    reason: expect.stringContaining('voiceOriginationIdentity names no phone number or pool'),
  });
});
