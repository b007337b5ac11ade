import { call } from '../../client/call.ts';
import { ApiError } from '../../client/errors.ts';
import { TEXTS } from './texts.ts';

/** Signs in with a passkey of this device. Throws ApiError with a text for the person. */
export async function signInWithPasskey(): Promise<void> {
  if (!globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON)
    throw new ApiError(0, TEXTS.passkeyUnsupported);
  const { options } = await call('POST /web/sign-in/passkey/options');
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) throw new ApiError(0, TEXTS.passkeyCancelled);
  await call('POST /web/sign-in/passkey', { body: { response: credential.toJSON() } });
}
