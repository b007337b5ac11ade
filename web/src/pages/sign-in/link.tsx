import { call } from '../../client/call.ts';
import { TEXTS } from './texts.ts';
import { TokenSignIn } from './token-sign-in.tsx';

/** Where the link of the sign-in e-mail leads. */
export default function LinkSignIn() {
  return (
    <TokenSignIn
      title={TEXTS.linkTitle}
      why={TEXTS.linkWhy}
      redeem={async (token, accountId) => {
        const body = { token, ...(accountId !== undefined && { accountId }) };
        return (await call('POST /web/sign-in/email/link', { body })).accounts;
      }}
    />
  );
}
