import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { ApiError } from '../../../client/errors.ts';
import { Choices } from '../../../components/choices.tsx';
import { FormDialog } from '../../../components/form-dialog.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { parsePhoneNumber } from '../../../format/contact-methods.ts';
import { ADD_TEXTS as TEXTS } from '../texts.ts';
import { readProfileAgain, toProblemText } from '../use-profile.ts';

type AddedMethod = keyof (typeof TEXTS)['choices'];

const METHODS = Object.keys(TEXTS.choices) as readonly AddedMethod[];

/** What the person has entered is not sent, because it cannot be right. */
class FieldProblem extends Error {}

/** Adds a contact of the method that is chosen; it is verified next. */
export function AddContact({
  onClose,
  onAdded,
}: {
  readonly onClose: () => void;
  readonly onAdded: (contactId: string) => void;
}) {
  const { user } = useSession();
  const [method, setMethod] = useState<AddedMethod>('sms');
  const [to, setTo] = useState('');
  const [token, setToken] = useState('');
  const add = useMutation({
    mutationFn: async () => {
      const body = toContactBody(method, to.trim(), token.trim());
      const params = { identifier: user.id };
      const { data } = await call('POST /v2/users/{identifier}/contacts', { params, body });
      await readProfileAgain();
      return data.id;
    },
    onSuccess: onAdded,
  });
  const fields = getFieldProblems(add.error);
  const isOther = add.error && !fields.to && !fields.token;
  const [label, description] = TEXTS.fields[method];
  return (
    <FormDialog
      title={TEXTS.title}
      button={TEXTS.add}
      isPending={add.isPending}
      error={isOther ? (fields.method ?? toProblemText(add.error)) : undefined}
      onClose={onClose}
      onSubmit={add.mutate}
    >
      <Choices
        label={TEXTS.method}
        choices={METHODS.map((id) => ({ id, label: TEXTS.choices[id] }))}
        value={method}
        onChange={(id) => {
          setMethod(id as AddedMethod);
          setTo('');
          setToken('');
          add.reset();
        }}
      />
      <TextField
        key={method}
        label={label}
        description={description}
        type={INPUT_TYPES[method]}
        value={to}
        onChange={setTo}
        error={fields.to}
      />
      {(method === 'ntfy' || method === 'pushover') && (
        <TextField
          label={(method === 'ntfy' ? TEXTS.ntfyToken : TEXTS.pushoverToken)[0]}
          description={(method === 'ntfy' ? TEXTS.ntfyToken : TEXTS.pushoverToken)[1]}
          value={token}
          autoComplete="off"
          onChange={setToken}
          error={fields.token}
        />
      )}
    </FormDialog>
  );
}

const INPUT_TYPES: Readonly<Record<AddedMethod, string>> = {
  email: 'email',
  sms: 'tel',
  voice: 'tel',
  ntfy: 'url',
  pushover: 'text',
};

function toContactBody(method: AddedMethod, address: string, token: string): object {
  if (address === '') throw new FieldProblem(TEXTS.empty);
  switch (method) {
    case 'sms':
    case 'voice': {
      const to = parsePhoneNumber(address);
      if (to === undefined) throw new FieldProblem(TEXTS.notAPhone);
      return { method, to };
    }
    default:
      return { method, to: address, ...(token && { token }) };
  }
}

interface FieldProblems {
  readonly method?: string;
  readonly to?: string;
  readonly token?: string;
}

function getFieldProblems(error: Error | null): FieldProblems {
  if (error instanceof FieldProblem) return { to: error.message };
  if (!(error instanceof ApiError)) return {};
  const { method, to, token } = error.fields;
  return { ...(method && { method }), ...(to && { to }), ...(token && { token }) };
}
