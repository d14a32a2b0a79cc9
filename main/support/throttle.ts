/** Runs `task` at most once every `intervalMs`, however often it is asked for; the last asking is never lost. */
export function throttle(task: () => void, intervalMs = 100): () => void {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(() => {
      isScheduled = false;
      task();
    }, intervalMs);
  };
}
