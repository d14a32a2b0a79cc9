/** Runs tasks, so many at a time; the others wait in their order. Throws when `maxWaiting` wait already. */
export function createAtOnce(limit: number, maxWaiting = Infinity): <T>(task: () => Promise<T>) => Promise<T> {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (underWay >= limit && waiting.length >= maxWaiting) throw new Error('Too many wait already.');
    if (underWay >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
    try {
      return await task();
    } finally {
      // Its place goes to the next, so that nobody comes in between.
      const go = waiting.shift();
      if (go) go();
      else underWay -= 1;
    }
  };
}
