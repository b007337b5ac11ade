import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../client/call.ts';
import { toErrorText } from '../../client/errors.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState, LoadingState } from '../../components/states.tsx';
import { EmailSignIn } from './email-sign-in.tsx';
import { signInWithPasskey } from './passkey.ts';
import styles from './sign-in.module.css';
import { TEXTS } from './texts.ts';

/** Every way to sign in that is set up. */
export function SignInForm({
  onSignedIn,
  returnTo,
  initialProblem,
}: {
  readonly onSignedIn: () => void;
  /** The path to which an identity provider leads back. */
  readonly returnTo: string;
  /** Why the attempt before failed, such as at the identity provider. */
  readonly initialProblem?: string | undefined;
}) {
  const { data, error, refetch } = useQuery({
    queryKey: ['sign-in-methods'],
    queryFn: () => call('GET /web/sign-in/methods'),
    staleTime: 60_000,
  });
  const [problem, setProblem] = useState(initialProblem);
  const [isCodeSent, setCodeSent] = useState(false);
  if (!data) return error ? <ErrorState error={error} onRetry={() => refetch()} /> : <LoadingState />;

  const signIn = async (attempt: () => Promise<unknown>) => {
    setProblem(undefined);
    try {
      await attempt();
      onSignedIn();
    } catch (failure) {
      setProblem(toErrorText(failure));
    }
  };
  const demo = data.demo.toSorted((one, other) => one.fullName.localeCompare(other.fullName));
  const others = !isCodeSent && (data.passkeys || data.oidc !== null);
  return (
    <div className={styles.form}>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {!isCodeSent && data.demo.length > 0 && (
        <div className={styles.demo}>
          <p>
            <strong>{TEXTS.demoTitle}.</strong> {TEXTS.demoWhy}
          </p>
          {demo.map(({ username, fullName }, i) => (
            <Button
              key={username}
              size="large"
              kind={i === 0 ? 'primary' : 'standard'}
              onPress={() => signIn(() => call('POST /web/sign-in/demo', { body: { username } }))}
            >
              {TEXTS.demo(fullName)}
            </Button>
          ))}
        </div>
      )}
      {data.oidc && !isCodeSent && (
        <Button
          size="large"
          kind={data.demo.length === 0 ? 'primary' : 'standard'}
          onPress={() => location.assign(`/web/oidc/start?returnTo=${encodeURIComponent(returnTo)}`)}
        >
          {TEXTS.oidc(data.oidc.name)}
        </Button>
      )}
      {data.passkeys && !isCodeSent && (
        <Button size="large" onPress={() => signIn(signInWithPasskey)}>
          {TEXTS.passkey}
        </Button>
      )}
      {data.email && !data.oidcOnly && (
        <>
          {(others || data.demo.length > 0) && !isCodeSent && <p className={styles.or}>{TEXTS.or}</p>}
          <EmailSignIn
            isLocal={data.demo.length > 0}
            isMain={data.demo.length === 0 && data.oidc === null}
            onCodeSent={setCodeSent}
            onSignedIn={onSignedIn}
          />
        </>
      )}
    </div>
  );
}
