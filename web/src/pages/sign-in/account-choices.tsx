import type { AccountChoice } from '../../client/web-operations.ts';
import { Button } from '../../components/button.tsx';
import styles from './sign-in.module.css';
import { TEXTS } from './texts.ts';

/** Which account to sign in to, for somebody who has the same address in several. */
export const AccountChoices = ({
  accounts,
  problem,
  onChoose,
}: {
  readonly accounts: readonly AccountChoice[];
  readonly problem: string | undefined;
  readonly onChoose: (id: string) => void;
}) => (
  <div className={styles.step}>
    <h2>{TEXTS.chooseAccount}</h2>
    <p className="muted">{TEXTS.chooseAccountWhy}</p>
    {problem && <p role="alert">{problem}</p>}
    {accounts.map(({ id, name }) => (
      <Button key={id} size="large" onPress={() => onChoose(id)}>
        {name}
      </Button>
    ))}
  </div>
);
