import { Logger } from '@aws-lambda-powertools/logger';
import { logger, withoutLogging } from '../../src/platform/logger.ts';

test('code in withoutLogging writes no line, at any depth, and later lines are written', async () => {
  const lines: unknown[] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    jest.spyOn(Logger.prototype, level).mockImplementation((...line) => void lines.push(line));
  const logAll = async () => {
    await Promise.resolve();
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]('line');
  };
  await withoutLogging(async () => {
    await Promise.all([logAll(), logAll()]);
  });
  expect(lines).toEqual([]);
  await logAll();
  expect(lines).toHaveLength(4);
});
