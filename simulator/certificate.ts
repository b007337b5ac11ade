import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** One element of DER (X.690): tag, length, content. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const text = (tag: number, value: string) => der(tag, Buffer.from(value));
const SHA256_WITH_RSA = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05));
const nameOf = (host: string) =>
  sequence(der(0x31, sequence(der(0x06, Buffer.from('550403', 'hex')), text(0x0c, host))));
/** The extension subjectAltName with one DNS name, in version 3 of certificates. */
const subjectAltName = (host: string) =>
  der(
    0xa3,
    sequence(sequence(der(0x06, Buffer.from('551d11', 'hex')), der(0x04, sequence(text(0x82, host))))),
  );

/** A key and its self-signed certificate (RFC 5280) for a host, good from one UTC time until another (YYMMDDHHMMSSZ). */
export function selfSigned(
  from: string,
  until: string,
  host = 'sns.amazonaws.com',
): { readonly key: KeyObject; readonly pem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = nameOf(host);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    SHA256_WITH_RSA,
    name,
    sequence(text(0x17, from), text(0x17, until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    subjectAltName(host),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const whole = sequence(body, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
  const base64 = whole.toString('base64').replace(/.{64}/g, '$&\n');
  return { key: privateKey, pem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n` };
}
