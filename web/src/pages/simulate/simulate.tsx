import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Simulation } from '../../alert-story/model.ts';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx';
import { useNarrow } from '../../format/use-narrow.ts';
import { type Form, FormError, formatForm, parseForm, toSimulationBody } from './form.ts';
import { Result } from './result.tsx';
import styles from './simulate.module.css';
import { SimulationForm } from './simulation-form.tsx';
import { TEXTS } from './texts.ts';

/** The id of the alert: a number is its tiny id. It is searched for, because reading the alert would mark it as seen. */
async function findAlertId(named: string): Promise<string> {
  const text = named.trim().replace(/^#/, '');
  if (!/^\d+$/.test(text)) return text;
  const { data } = await call('GET /v2/alerts', { query: { query: `tinyId: ${text}`, limit: 1 } });
  const [found] = data;
  if (!found) throw new FormError('alert', TEXTS.noAlert(text));
  return found.id;
}

async function simulate(form: Form, timeZone: string): Promise<Simulation> {
  const alertId = form.source === 'past' ? await findAlertId(form.alert) : undefined;
  const body = toSimulationBody(form, {
    timeZone,
    now: Date.now(),
    ...(alertId !== undefined && { alertId }),
  });
  return (await call('POST /v2/simulate', { body })).data;
}

/** Who would be notified of an alert, when and how, and why not others. */
export default function SimulatePage() {
  const { user } = useSession();
  const search = useSearch();
  const [, navigate] = useLocation();
  const [form, setForm] = useState(() => parseForm(search));
  const run = useMutation({ mutationFn: (given: Form) => simulate(given, user.timeZone) });
  const isLinked = form.source === 'past' ? form.alert !== '' : form.message !== '';
  // A link to a simulation shows its result at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the page is opened
  useEffect(() => {
    if (isLinked) run.mutate(form);
  }, []);
  const result = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow();
  const isDone = run.isSuccess || (run.isError && !(run.error instanceof FormError));
  // On a phone the result is below the form, where a person would not see it come.
  useEffect(() => {
    if (isDone && isNarrow) result.current?.scrollIntoView({ block: 'start' });
  }, [isDone, isNarrow]);
  const submit = () => {
    navigate(`/simulate?${formatForm(form)}`, { replace: true });
    run.mutate(form);
  };
  const problem = run.error instanceof FormError ? run.error : undefined;
  return (
    <>
      <h1>{TEXTS.title}</h1>
      <p className="muted">{TEXTS.why}</p>
      <div className={styles.columns}>
        <SimulationForm
          form={form}
          onChange={(change) => setForm((before) => ({ ...before, ...change }))}
          onSubmit={submit}
          isPending={run.isPending}
          error={run.error}
        />
        <div className={styles.result} aria-live="polite" ref={result}>
          {run.isPending && <LoadingState />}
          {run.error && !problem && <ErrorState error={run.error} />}
          {run.data && !run.isPending && <Result simulation={run.data} />}
          {run.isIdle && (
            <div className={styles.panel}>
              <EmptyState title={TEXTS.emptyTitle}>{TEXTS.empty}</EmptyState>
            </div>
          )}
        </div>
      </div>
    </>
  );
}
