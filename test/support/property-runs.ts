/** How many times fewer sequences a property test runs outside of CI. */
const SHARE = 3;

/**
 * The number of runs of a slow property test: all of them in CI, a third elsewhere, so that `npm test` stays below five
 * minutes. `CI=true npm test` runs all. fast-check prints the seed of a failure, with which it can be repeated anywhere.
 */
export const propertyRuns = (inCi: number): number =>
  process.env.CI === 'true' ? inCi : Math.ceil(inCi / SHARE);
