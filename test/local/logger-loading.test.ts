/**
 * The logger reads its level and the name of the service from the environment when it is loaded. The local service sets the
 * environment of the functions when it starts.
 */
test('the local service does not load the logger before it starts', () => {
  const load = jest.fn(() => jest.requireActual('../../src/platform/logger.ts'));
  jest.doMock('../../src/platform/logger.ts', load);
  require('../../src/local/service.ts');
  expect(load).not.toHaveBeenCalled();
  require('../../src/local/seed.ts');
  expect(load).toHaveBeenCalled();
});
