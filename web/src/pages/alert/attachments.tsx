import { useMutation, useQuery } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { call } from '../../client/call.ts';
import { toErrorText } from '../../client/errors.ts';
import { queryClient } from '../../client/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { showToast } from '../../components/toast.tsx';
import styles from './attachments.module.css';
import { TEXTS } from './texts.ts';

/** The console stays where it is, also if the browser shows the file rather than storing it. */
const openBeside = (href: string) =>
  Object.assign(document.createElement('a'), { href, target: '_blank', rel: 'noreferrer' }).click();

const showProblem = (error: unknown) => showToast({ kind: 'problem', text: toErrorText(error) });

/** The files of an alert, to download. The field that adds one is opened from the menu, too. */
export function Attachments({
  alertId,
  field,
}: {
  readonly alertId: string;
  readonly field: RefObject<HTMLInputElement | null>;
}) {
  const queryKey = ['alerts', 'attachments', alertId];
  const params = { identifier: alertId };
  const { data = [] } = useQuery({
    queryKey,
    queryFn: async ({ signal }) =>
      (await call('GET /v2/alerts/{identifier}/attachments', { params, signal })).data,
  });
  const upload = useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.set('file', file);
      return call('POST /v2/alerts/{identifier}/attachments', { params, body });
    },
    onSuccess: (_, { name }) => {
      showToast({ kind: 'done', text: TEXTS.attached(name) });
      void queryClient.invalidateQueries({ queryKey });
    },
    onError: showProblem,
  });
  const download = async (attachmentId: string) => {
    try {
      const { data: file } = await call('GET /v2/alerts/{identifier}/attachments/{attachmentId}', {
        params: { ...params, attachmentId },
      });
      openBeside(file.url);
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <>
      <input
        ref={field}
        type="file"
        hidden
        aria-label={TEXTS.attach}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) upload.mutate(file);
          event.target.value = '';
        }}
      />
      {(data.length > 0 || upload.isPending) && (
        <Panel title={TEXTS.attachments}>
          <ul className={styles.list}>
            {data.map(({ id, name }) => (
              <li key={id}>
                <Button
                  kind="quiet"
                  className={styles.file ?? ''}
                  aria-label={TEXTS.download(name)}
                  onPress={() => void download(String(id))}
                >
                  <Icon name="file" size={14} />
                  {name}
                </Button>
              </li>
            ))}
            {upload.isPending && <li className="muted">{upload.variables.name}…</li>}
          </ul>
        </Panel>
      )}
    </>
  );
}
