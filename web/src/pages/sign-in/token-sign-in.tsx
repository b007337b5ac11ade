import { useState } from 'react';
import { toErrorText } from '../../client/errors.ts';
import type { AccountChoice } from '../../client/web-operations.ts';
import { Button } from '../../components/button.tsx';
import { AccountChoices } from './account-choices.tsx';
import { Frame } from './frame.tsx';
import styles from './sign-in.module.css';
import { TEXTS } from './texts.ts';

/**
 * Signs in with the token behind the # of a link, after a press of the button: programs that only open links do not use
 * the token up.
 */
export function TokenSignIn({
  title,
  why,
  redeem,
}: {
  readonly title: string;
  readonly why: string;
  /** Signs in, or returns the accounts to choose from. */
  readonly redeem: (token: string, accountId?: string) => Promise<readonly AccountChoice[] | undefined>;
}) {
  const [token] = useState(() => location.hash.slice(1));
  const [problem, setProblem] = useState<string | undefined>(token === '' ? TEXTS.linkBroken : undefined);
  const [accounts, setAccounts] = useState<readonly AccountChoice[]>();
  const [isBusy, setBusy] = useState(false);

  async function signIn(accountId?: string) {
    setBusy(true);
    try {
      const choices = await redeem(token, accountId);
      if (!choices) return location.replace('/console/');
      setAccounts(choices);
      setBusy(false);
    } catch (error) {
      setProblem(toErrorText(error));
      setBusy(false);
    }
  }

  return (
    <Frame title={title}>
      <div className={styles.form}>
        {accounts ? (
          <AccountChoices accounts={accounts} problem={problem} onChoose={signIn} />
        ) : problem ? (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        ) : (
          <>
            <p className="muted">{why}</p>
            <Button kind="primary" size="large" autoFocus isPending={isBusy} onPress={() => signIn()}>
              {TEXTS.linkButton}
            </Button>
          </>
        )}
        <a href="/console/sign-in">{TEXTS.startAgain}</a>
      </div>
    </Frame>
  );
}
