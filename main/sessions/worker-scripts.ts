/**
 * The script of a dedicated or shared worker whose URL its page has marked (preload/background-fetch/worker-marks.ts):
 * first the interfaces, then the worker's own script, from a URL of its own, so that its lines, its strict
 * mode and its imports are what they were.
 */
import { WORKER_MARK } from '../../preload/contract/background-fetch.ts';

const MARK = new RegExp(`[?&]${WORKER_MARK}=(classic|module|interfaces)$`);

export function isWorkerScript({ search }: URL): boolean {
  return MARK.test(search);
}

/** `null`: the URL is not marked. `interfaces`: the text of the bundled preload/worker.ts. */
export function workerScript(url: URL, interfaces: string): string | null {
  const { search } = url;
  const mark = MARK.exec(search);
  if (!mark) return null;
  // Two slashes at the start would name another host.
  const pathname = url.pathname.replace(/^\/+/, '/');
  const own = JSON.stringify(pathname + search.slice(0, mark.index));
  switch (mark[1]) {
    case 'classic':
      return `${interfaces}\nimportScripts(${own});`;
    case 'module':
      return `import ${JSON.stringify(`${pathname}?${WORKER_MARK}=interfaces`)};\nimport ${own};`;
    default:
      return interfaces;
  }
}
