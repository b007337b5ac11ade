import { allRoutes } from '../../src/handlers/routes/all-routes.ts';
import { OPERATIONS } from '../../web/src/client/operations.ts';

/** The routes that the console can call: those with a session and the JSON envelope. */
const callable = allRoutes().filter(
  ({ rights, response, produces }) => rights !== 'public' && response !== undefined && produces === undefined,
);

test('the console knows every operation of the API with the schema of its response', () => {
  const declared = Object.fromEntries(
    callable.map(({ method, path, response }) => [`${method} ${path}`, response]),
  );
  expect(OPERATIONS).toEqual(declared);
});
