/** The time as the launcher's ages need it: renewed twice a minute and when the window is shown. */
import { useEffect, useState } from 'preact/hooks';

const RENEW_AFTER_MS = 30_000;

/** ms since epoch. `trigger`: a change of it renews the time, so that new data is never "in the future". */
export function useNow(trigger: unknown): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const renew = (): void => setNowMs(Date.now());
    renew();
    const timer = setInterval(renew, RENEW_AFTER_MS);
    document.addEventListener('visibilitychange', renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', renew);
    };
  }, [trigger]);
  return nowMs;
}
