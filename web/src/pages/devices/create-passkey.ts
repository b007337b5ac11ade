import { call } from '../../client/call.ts';
import { ApiError } from '../../client/errors.ts';
import { TEXTS } from './texts.ts';

/** Creates a passkey on this device and registers it under the name. Throws ApiError with a text for the person. */
export async function createPasskey(name: string): Promise<void> {
  if (!globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) throw new ApiError(0, TEXTS.unsupported);
  const { options } = await call('POST /web/passkeys/options');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) throw new ApiError(0, TEXTS.cancelled);
  await call('POST /web/passkeys', { body: { response: credential.toJSON(), name } });
}
