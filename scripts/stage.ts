/** Name and region of a deployed stage, with the defaults of serverless.yml. */
export function stage(options: {
  readonly stage?: string | undefined;
  readonly region?: string | undefined;
}) {
  const name = options.stage ?? 'dev';
  return { name, region: options.region ?? process.env.AWS_REGION ?? 'eu-central-1' };
}
