/** What Step Functions makes of a task that takes too long. */
class StatesTimeout extends Error {
  override readonly name = 'States.Timeout';

  constructor() {
    super('The task timed out.');
  }
}

/**
 * Runs tasks, so many at once, the others in the order in which they came. A task that takes longer than its limit
 * fails; the limit counts from its beginning.
 */
export function createTaskPool(atOnce: number): <T>(task: () => Promise<T>, limitMs: number) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  let next = 0;

  const turn = (): Promise<void> | undefined => {
    if (running < atOnce) {
      running++;
      return undefined;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };

  const done = () => {
    const wake = waiting[next];
    if (!wake) {
      running--;
      return;
    }
    next++;
    if (next > 1_000) {
      waiting.splice(0, next);
      next = 0;
    }
    wake();
  };

  return async (task, limitMs) => {
    await turn();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new StatesTimeout()), limitMs);
    });
    try {
      return await Promise.race([task(), tooLong]);
    } finally {
      clearTimeout(timer);
      done();
    }
  };
}
