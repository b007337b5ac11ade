import { useState } from 'react';
import { TextField } from '../../components/text-field.tsx';
import { TEXTS } from '../texts.ts';
import { ActionForm } from './action-form.tsx';
import type { FormProps } from './form-props.ts';

/** The tags of a text, without repetitions. */
const parseTags = (text: string): readonly string[] =>
  [...new Set(text.split(',').map((tag) => tag.trim()))].filter(Boolean);

/** Asks for tags that several alerts get beside those that they have. */
export function TagForm({ what, submit, ...props }: FormProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const addTags = () => {
    const tags = parseTags(text);
    if (tags.length === 0) return setProblem(`${TEXTS.tags} ${TEXTS.tagsMissing}.`);
    submit({ type: 'tag', tags });
  };
  return (
    <ActionForm {...props} title={TEXTS.tagTitle(what)} button={TEXTS.tag} onSubmit={addTags}>
      <TextField
        label={TEXTS.tags}
        description={TEXTS.tagsWhy}
        value={text}
        onChange={setText}
        error={problem}
        autoFocus
      />
    </ActionForm>
  );
}

/** Shows the tags of one alert, to add and remove some. */
export function ChangeTagsForm({
  what,
  submit,
  tags: all = [],
  ...props
}: FormProps & { readonly tags?: readonly string[] | undefined }) {
  // A comma separates tags here and in the API's removal, so a tag that contains one is left alone. One that the alert gets
  // while the dialog is open is not in the text, and must not count as removed.
  const [current] = useState(() => all.filter((tag) => !tag.includes(',')));
  const [text, setText] = useState(current.join(', '));
  const change = () => {
    const wanted = parseTags(text);
    const added = wanted.filter((tag) => !all.includes(tag));
    const removed = current.filter((tag) => !wanted.includes(tag));
    if (removed.length > 0) submit({ type: 'untag', tags: removed });
    if (added.length > 0) submit({ type: 'tag', tags: added });
    if (removed.length + added.length === 0) props.onClose();
  };
  return (
    <ActionForm {...props} title={TEXTS.changeTagsTitle(what)} button={TEXTS.save} onSubmit={change}>
      <TextField label={TEXTS.tags} description={TEXTS.tagsWhy} value={text} onChange={setText} autoFocus />
    </ActionForm>
  );
}

/** Asks for a detail: a name with a value. */
export function DetailForm({ what, submit, ...props }: FormProps) {
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string>();
  const setDetail = () => {
    const own = name.trim();
    if (own === '') return setProblem(`${TEXTS.detailName} ${TEXTS.detailNameMissing}.`);
    if (value.trim() !== '') return submit({ type: 'detail', name: own, value: value.trim() });
    // The API takes the names to remove in one text, separated by commas.
    if (own.includes(',')) return setProblem(`${TEXTS.detailName} ${TEXTS.detailNameComma}.`);
    submit({ type: 'remove-detail', name: own });
  };
  return (
    <ActionForm
      {...props}
      title={TEXTS.detailTitle(what)}
      why={TEXTS.detailWhy}
      button={TEXTS.save}
      onSubmit={setDetail}
    >
      <TextField label={TEXTS.detailName} value={name} onChange={setName} error={problem} autoFocus />
      <TextField
        label={TEXTS.detailValue}
        description={TEXTS.detailValueWhy}
        value={value}
        onChange={setValue}
      />
    </ActionForm>
  );
}
