import type { Local } from './service.ts';

/** What the terminal shows once everything runs. */
export function greeting(
  { url, smtpPort, apiKey, clockAheadMs }: Pick<Local, 'url' | 'smtpPort' | 'apiKey' | 'clockAheadMs'>,
  {
    timeScale,
    dataFolder,
    readyInMs,
  }: { readonly timeScale: number; readonly dataFolder: string; readonly readyInMs: number },
): string {
  const minutesAhead = Math.round(clockAheadMs / 60_000);
  const clock =
    timeScale !== 1
      ? [`Time runs ${timeScale} times as fast as usual.`]
      : minutesAhead > 0
        ? [
            `The clock is ${minutesAhead} minutes ahead since a run with TIME_SCALE; delete ${dataFolder} to start anew.`,
          ]
        : [];
  return [
    '',
    `Tocsin is ready (in ${(readyInMs / 1000).toFixed(1)} s)`,
    '',
    `  API       ${url}`,
    `  API key   ${apiKey}`,
    `  Watch     ${url}/_local`,
    `  E-mail    smtp://localhost:${smtpPort} takes what is sent to integrations and heartbeats`,
    ...clock.map((line) => `\n  ${line}`),
    '',
    'Send an alert:',
    '',
    `  curl -XPOST ${url}/v2/alerts -H 'Authorization: GenieKey ${apiKey}' \\`,
    `    -H 'Content-Type: application/json' -d '{"message": "The database is on fire", "priority": "P1"}'`,
    '',
    'Ctrl-C stops it; it goes on from there at the next start.',
    '',
  ].join('\n');
}
