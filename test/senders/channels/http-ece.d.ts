declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  /** Decrypts a message in aes128gcm (RFC 8188) with the keys of a push subscription (RFC 8291). */
  export function decrypt(
    message: Buffer,
    options: { readonly version: 'aes128gcm'; readonly privateKey: ECDH; readonly authSecret: string },
  ): Buffer;
}
