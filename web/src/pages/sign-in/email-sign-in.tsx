import { type FormEvent, useState } from 'react';
import { call } from '../../client/call.ts';
import { toErrorText } from '../../client/errors.ts';
import type { AccountChoice } from '../../client/web-operations.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import { AccountChoices } from './account-choices.tsx';
import styles from './sign-in.module.css';
import { TEXTS } from './texts.ts';

interface Props {
  readonly isLocal: boolean;
  /** Whether this is the way that most people take. */
  readonly isMain: boolean;
  readonly onCodeSent: (isSent: boolean) => void;
  readonly onSignedIn: () => void;
}

/** Two steps: the address, then the code from the e-mail. */
export function EmailSignIn({ isLocal, isMain, onCodeSent, onSignedIn }: Props) {
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string>();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string>();
  const [accounts, setAccounts] = useState<readonly AccountChoice[]>();
  const [isBusy, setBusy] = useState(false);

  const attempt = async (event: FormEvent | undefined, act: () => Promise<void>) => {
    event?.preventDefault();
    setProblem(undefined);
    setBusy(true);
    try {
      await act();
    } catch (error) {
      setProblem(toErrorText(error));
    } finally {
      setBusy(false);
    }
  };
  const goTo = (address: string | undefined) => {
    setSentTo(address);
    setCode('');
    onCodeSent(address !== undefined);
  };
  const sendCode = async () => {
    await call('POST /web/sign-in/email', { body: { email: email.trim() } });
    goTo(email.trim());
  };
  const enterCode = async (accountId?: string) => {
    const digits = code.replace(/\D/g, '');
    if (digits.length !== 8) return setProblem(`${TEXTS.code} ${TEXTS.codeForm}.`);
    const body = { code: digits, ...(accountId !== undefined && { accountId }) };
    const { accounts: choices } = await call('POST /web/sign-in/email/code', { body });
    if (choices) setAccounts(choices);
    else onSignedIn();
  };

  if (sentTo === undefined) {
    return (
      <form className={styles.step} onSubmit={(event) => attempt(event, sendCode)}>
        <TextField
          label={TEXTS.email}
          type="email"
          name="email"
          autoComplete="username webauthn"
          isRequired
          value={email}
          onChange={setEmail}
          error={problem}
        />
        <Button type="submit" size="large" kind={isMain ? 'primary' : 'standard'} isPending={isBusy}>
          {TEXTS.sendCode}
        </Button>
      </form>
    );
  }
  if (accounts) {
    return (
      <AccountChoices
        accounts={accounts}
        problem={problem}
        onChoose={(id) => attempt(undefined, () => enterCode(id))}
      />
    );
  }
  return (
    <form className={styles.step} onSubmit={(event) => attempt(event, () => enterCode())}>
      <h2>{TEXTS.codeTitle}</h2>
      <p className="muted">{TEXTS.codeWhy(sentTo)}</p>
      {isLocal && (
        <p>
          <a href="/_local" target="_blank" rel="noreferrer">
            {TEXTS.outbox}
          </a>
        </p>
      )}
      <TextField
        label={TEXTS.code}
        inputMode="numeric"
        name="code"
        autoComplete="one-time-code"
        isRequired
        autoFocus
        maxLength={11}
        value={code}
        onChange={setCode}
        error={problem}
      />
      <Button type="submit" size="large" kind="primary" isPending={isBusy}>
        {TEXTS.title}
      </Button>
      <Button kind="quiet" onPress={() => goTo(undefined)}>
        {TEXTS.otherAddress}
      </Button>
    </form>
  );
}
