/**
 * Tasks one by one, those of one owner in their order, owners in turns. A task that takes longer than `holdMs` goes on
 * beside the next one: what one owner has waiting, and never ends, holds another up for no longer than that.
 */
export interface Turns {
  run<T>(owner: string, task: () => Promise<T>): Promise<T>;
}

export function createTurns(holdMs: number): Turns {
  /** By owner, the one that waited longest for its turn first. */
  const waiting = new Map<string, (() => Promise<unknown>)[]>();
  let isBusy = false;

  const next = (): void => {
    const [first] = waiting;
    if (isBusy || !first) return;
    const [owner, tasks] = first;
    const [task, ...rest] = tasks;
    waiting.delete(owner);
    if (rest.length > 0) waiting.set(owner, rest);
    isBusy = true;
    let timer: NodeJS.Timeout | undefined;
    const held = new Promise<void>((resolve) => (timer = setTimeout(resolve, holdMs)));
    void Promise.race([task?.(), held]).then(() => {
      clearTimeout(timer);
      isBusy = false;
      next();
    });
  };

  return {
    run(owner, task) {
      return new Promise((resolve, reject) => {
        const run = (): Promise<unknown> => task().then(resolve, reject);
        waiting.set(owner, [...(waiting.get(owner) ?? []), run]);
        next();
      });
    },
  };
}
