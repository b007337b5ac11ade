import type { Local } from './service.ts';

/** The text for the terminal when the service is ready. */
export function greeting(
  {
    url,
    smtpPort,
    apiKey,
    accountKey,
    clockAheadMs,
  }: Pick<Local, 'url' | 'smtpPort' | 'apiKey' | 'accountKey' | 'clockAheadMs'>,
  {
    timeScale,
    dataFolder,
    readyInMs,
  }: { readonly timeScale: number; readonly dataFolder: string; readonly readyInMs: number },
): string {
  const minutesAhead = Math.round(clockAheadMs / 60_000);
  const clock =
    timeScale !== 1
      ? [`The clock runs ${timeScale} times as fast as real time.`]
      : minutesAhead > 0
        ? [
            `The clock is ${minutesAhead} minutes ahead because of an earlier run with TIME_SCALE. Delete ${dataFolder} to reset it.`,
          ]
        : [];
  return [
    '',
    `Tocsin is ready (in ${(readyInMs / 1000).toFixed(1)} s)`,
    '',
    `  Console      ${url}/console/`,
    `  API          ${url}`,
    `  Account key  ${accountKey}`,
    '               sets up teams, people and integrations: for Terraform and for your own scripts',
    `  Team key     ${apiKey}`,
    '               of the demo team Operations: for the tool that sends alerts',
    `  Watch        ${url}/_local shows each alert and every message that is sent`,
    `  E-mail       smtp://localhost:${smtpPort} accepts e-mail for integrations and heartbeats`,
    ...clock.map((line) => `\n  ${line}`),
    '',
    'Send an alert:',
    '',
    `  curl -XPOST ${url}/v2/alerts -H 'Authorization: GenieKey ${apiKey}' \\`,
    `    -H 'Content-Type: application/json' -d '{"message": "The database is on fire", "priority": "P1"}'`,
    '',
    dataFolder
      ? `Ctrl-C stops the service. It keeps its state in ${dataFolder} and continues at the next start.`
      : 'Ctrl-C stops the service. Its state is in memory only and ends with it.',
    'npm start -- --help lists ports and other settings.',
    '',
  ].join('\n');
}
