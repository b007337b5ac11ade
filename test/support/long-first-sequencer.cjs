const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Folders and files that take long: they package the service, start it, or go through thousands of scenarios. Jest knows from
 * earlier runs how long a file takes, but not on a fresh machine. One that begins at the end then keeps a processor idle.
 */
const LONG = [
  'test/deployment/template/template.test.ts',
  'test/e2e/',
  'test/local/service.test.ts',
  'test/local/start-up.test.ts',
  'test/local/quotas/',
  'test/faults/',
  'test/statemachines/earlier-definition.test.ts',
  'test/scripts/load/',
  'test/scripts/redrive/',
  'test/documents/',
  'test/tenants/',
  'test/cost/',
];

/** Puts long files first, as Jest does with files whose duration it knows. */
module.exports = class LongFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path, duration }) =>
      duration === undefined && LONG.some((part) => path.replaceAll('\\', '/').includes(part));
    return super.sort(tests).toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
  }
};
