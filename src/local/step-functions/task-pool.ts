/** The error of Step Functions for a task that exceeds its timeout. */
class StatesTimeout extends Error {
  override readonly name = 'States.Timeout';

  constructor() {
    super('The task timed out.');
  }
}

/**
 * Runs at most `maxConcurrency` tasks in parallel, in the order in which they were submitted. A task fails if it takes longer
 * than its limit, which starts with the task, not with its submission.
 */
export function createTaskPool(
  maxConcurrency: number,
): <T>(task: () => Promise<T>, limitMs: number) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  let next = 0;

  const acquire = (): Promise<void> | undefined => {
    if (running < maxConcurrency) {
      running++;
      return undefined;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };

  const release = () => {
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
    await acquire();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new StatesTimeout()), limitMs);
    });
    try {
      return await Promise.race([task(), tooLong]);
    } finally {
      clearTimeout(timer);
      release();
    }
  };
}
