import { verify, X509Certificate } from 'node:crypto';
import { forbidden } from '../../domain/kernel/errors.ts';
import { parseJson } from '../../domain/kernel/json.ts';
import { unavailable } from '../../http/errors.ts';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import type { Instant } from '../../platform/clock.ts';
import { isRecord, lookUp, type Payload, toText } from './payload.ts';

/** Fetches a text by https: no redirects, bounded in time. Throws if the response is not 200. */
export type FetchText = (url: string) => Promise<string>;

/** The content of an SNS message: a subscription, which needs nothing more (`handled`), or a published payload. */
export type SnsMessage =
  | { readonly kind: 'handled'; readonly result: string }
  | {
      readonly kind: 'published';
      readonly messageId: string;
      readonly envelope: Payload;
      readonly inner: Payload | undefined;
    };

const TYPES = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;

/** The members that SNS signs, in this order; absent ones are left out. */
const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

const DIGESTS: Readonly<Record<string, string>> = { '1': 'sha1', '2': 'sha256' };

/** The hosts of SNS, in every region and partition. */
const SNS_HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

function snsUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return plain && SNS_HOST.test(url.hostname) ? url : undefined;
}

const looksLikeSns = (payload: Payload): boolean =>
  TYPES.some((type) => type === payload.Type) && Object.hasOwn(payload, 'TopicArn');

/** Whether the payload is an SNS message. */
export const isSnsEnvelope = (payload: Payload): boolean =>
  looksLikeSns(payload) && Object.hasOwn(payload, 'Signature');

/** Whether the payload is an SNS message without its signature, as somebody writes one to try the endpoint. */
export const isUnsignedSnsEnvelope = (payload: Payload): boolean =>
  looksLikeSns(payload) && !Object.hasOwn(payload, 'Signature');

const CERTIFICATES_MAX = 20;

/**
 * Reads SNS messages: verifies their signature, confirms subscriptions and returns what was published. The two URLs in a
 * message are called only if their host is one of SNS: until the signature is verified, anybody may have written them.
 */
export function createSnsOpener(
  fetchText: FetchText,
): (envelope: Payload, now: Instant) => Promise<SnsMessage> {
  const certificates = createBoundedMap<X509Certificate>(CERTIFICATES_MAX);

  async function certificateAt(address: string): Promise<X509Certificate> {
    const known = certificates.get(address);
    if (known) return known;
    const url = snsUrl(address);
    if (!url || !/^\/SimpleNotificationService-\w+\.pem$/.test(url.pathname)) {
      throw forbidden('The SNS message names a certificate that is not of SNS.');
    }
    const certificate = await fetched(address).then((pem) => new X509Certificate(pem));
    certificates.set(address, certificate);
    return certificate;
  }

  /** SNS delivers a message again if the response was not a success. */
  async function fetched(address: string): Promise<string> {
    try {
      return await fetchText(address);
    } catch {
      throw unavailable('Amazon SNS could not be reached.');
    }
  }

  async function requireSignature(envelope: Payload, type: keyof typeof SIGNED, now: Instant): Promise<void> {
    const certificate = await certificateAt(toText(envelope.SigningCertURL));
    const signed = SIGNED[type]
      .filter((name) => typeof envelope[name] === 'string')
      .map((name) => `${name}\n${envelope[name]}\n`)
      .join('');
    const digest = lookUp(DIGESTS, toText(envelope.SignatureVersion));
    const inTime = Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
    const good =
      digest !== undefined &&
      inTime &&
      verify(
        digest,
        Buffer.from(signed),
        certificate.publicKey,
        Buffer.from(toText(envelope.Signature), 'base64'),
      );
    if (!good) throw forbidden('The signature of the SNS message is not good.');
  }

  return async (envelope, now) => {
    const type = TYPES.find((each) => each === envelope.Type) ?? 'Notification';
    await requireSignature(envelope, type, now);
    switch (type) {
      case 'UnsubscribeConfirmation':
        return { kind: 'handled', result: 'Unsubscribed' };
      case 'SubscriptionConfirmation': {
        const url = snsUrl(toText(envelope.SubscribeURL));
        if (!url) throw forbidden('The SNS message names an address to subscribe at that is not of SNS.');
        await fetched(url.href);
        return { kind: 'handled', result: 'Subscription confirmed' };
      }
      case 'Notification': {
        const inner = objectIn(toText(envelope.Message));
        return {
          kind: 'published',
          messageId: toText(envelope.MessageId),
          envelope: { ...envelope, ...(inner && { json: inner }) },
          inner,
        };
      }
    }
  };
}

function objectIn(text: string): Payload | undefined {
  try {
    const value = parseJson(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
