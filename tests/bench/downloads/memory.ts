/** The memory of another process. */
import { readFile } from 'node:fs/promises';

const SAMPLE_MS = 20;
const KIB = 1024;

/** Bytes (RSS); `null` where the system does not tell. */
export async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * KIB;
}

/** How much more memory `pid` had at the most while `work` ran than before; `null` where the system does not tell. */
export async function growthWhile<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly growthBytes: number | null }> {
  const before = await residentBytes(pid);
  let peak = before ?? 0;
  const sample = async (): Promise<void> => void (peak = Math.max(peak, (await residentBytes(pid)) ?? 0));
  const sampling = setInterval(() => void sample(), SAMPLE_MS);
  try {
    const result = await work();
    await sample();
    return { result, growthBytes: before === null ? null : peak - before };
  } finally {
    clearInterval(sampling);
  }
}
