import { Frame } from './frame.tsx';
import { getReturnTo } from './return-to.ts';
import { SignInForm } from './sign-in-form.tsx';
import { OIDC_PROBLEMS, TEXTS } from './texts.ts';

export default function SignIn() {
  const returnTo = getReturnTo(location.search);
  const problem = new URLSearchParams(location.search).get('problem') ?? '';
  const initialProblem = Object.hasOwn(OIDC_PROBLEMS, problem)
    ? OIDC_PROBLEMS[problem as keyof typeof OIDC_PROBLEMS]
    : undefined;
  return (
    <Frame title={TEXTS.title}>
      <SignInForm
        returnTo={returnTo}
        initialProblem={initialProblem}
        onSignedIn={() => location.replace(returnTo)}
      />
    </Frame>
  );
}
