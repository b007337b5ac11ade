import { call } from '../../client/call.ts';
import { TEXTS } from './texts.ts';
import { TokenSignIn } from './token-sign-in.tsx';

/** Where the link of the admin command leads. */
export default function BreakGlassSignIn() {
  return (
    <TokenSignIn
      title={TEXTS.breakGlassTitle}
      why={TEXTS.breakGlassWhy}
      redeem={async (token) => {
        await call('POST /web/sign-in/break-glass', { body: { token } });
        return undefined;
      }}
    />
  );
}
