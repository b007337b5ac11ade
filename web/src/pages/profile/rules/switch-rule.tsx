import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Button } from '../../../components/button.tsx';
import type { Rule } from '../profile-types.ts';
import { RULE_TEXTS as TEXTS } from '../texts.ts';
import { useChange } from '../use-profile.ts';

/** Turns a rule on or off. */
export function SwitchRule({ rule, name }: { readonly rule: Rule; readonly name: string }) {
  const { user } = useSession();
  const params = { identifier: user.id, ruleId: rule.id };
  const change = useChange(
    (isOn: boolean) =>
      isOn
        ? call('POST /v2/users/{identifier}/notification-rules/{ruleId}/enable', { params })
        : call('POST /v2/users/{identifier}/notification-rules/{ruleId}/disable', { params }),
    { done: (isOn) => (isOn ? TEXTS.turnedOn(name) : TEXTS.turnedOff(name)) },
  );
  const label = rule.enabled ? TEXTS.turnOff : TEXTS.turnOn;
  return (
    <Button
      isPending={change.isPending}
      onPress={() => change.mutate(!rule.enabled)}
      aria-label={`${label}: ${name}`}
    >
      {label}
    </Button>
  );
}
