/** A deployed stage and where it is; the same defaults as in serverless.yml. */
export function stage(options: {
  readonly stage?: string | undefined;
  readonly region?: string | undefined;
}) {
  const name = options.stage ?? 'dev';
  return { name, region: options.region ?? process.env.AWS_REGION ?? 'eu-central-1' };
}
