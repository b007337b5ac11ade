import { Frame } from './frame.tsx';
import { getReturnTo } from './return-to.ts';
import { SignInForm } from './sign-in-form.tsx';
import { TEXTS } from './texts.ts';

export default function SignIn() {
  const returnTo = getReturnTo(location.search);
  return (
    <Frame title={TEXTS.title}>
      <SignInForm returnTo={returnTo} onSignedIn={() => location.replace(returnTo)} />
    </Frame>
  );
}
