import { PasskeyList } from './passkey-list.tsx';
import { SessionList } from './session-list.tsx';
import { TEXTS } from './texts.ts';

/** Where the person is signed in, and their passkeys. */
export default function Devices() {
  return (
    <>
      <h1>{TEXTS.title}</h1>
      <SessionList />
      <PasskeyList />
    </>
  );
}
