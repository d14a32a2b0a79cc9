/** The sizes a limit can have. */
import { byteSize } from '../widgets/format.ts';
import { t } from '../language.ts';

const MB = 1_000_000;
const GB = 1000 * MB;

export const QUOTAS: readonly number[] = [
  100 * MB,
  250 * MB,
  500 * MB,
  GB,
  2 * GB,
  5 * GB,
  10 * GB,
  20 * GB,
  50 * GB,
  100 * GB,
];
export const PACKAGE_LIMITS: readonly number[] = [10 * MB, 50 * MB, 100 * MB, 500 * MB, GB];

/** The usual ones, the default one and the one that is chosen now, by size. Two that read the same are one. */
export function sizeOptions(
  usual: readonly number[],
  defaultBytes: number,
  chosenBytes: number,
): { value: string; text: string }[] {
  const all = [...new Set([chosenBytes, defaultBytes, ...usual])];
  const byText = new Map<string, number>();
  for (const bytes of all) {
    const text = bytes === defaultBytes ? t('settings.defaultSize', { size: byteSize(bytes) }) : byteSize(bytes);
    if (!byText.has(text)) byText.set(text, bytes);
  }
  return [...byText].sort(([, a], [, b]) => a - b).map(([text, bytes]) => ({ value: String(bytes), text }));
}

const SPEEDS: readonly number[] = [MB / 2, MB, 2 * MB, 5 * MB, 10 * MB, 50 * MB];

/** Bytes a second, slowest first, and the one that is chosen now; 0 is "no limit". */
export function speedOptions(chosen: number): { value: string; text: string }[] {
  const speeds = [...new Set([...SPEEDS, chosen])].filter((speed) => speed > 0).sort((a, b) => a - b);
  return [
    { value: '0', text: t('settings.speedUnlimited') },
    ...speeds.map((speed) => ({ value: String(speed), text: t('settings.speedOf', { amount: byteSize(speed) }) })),
  ];
}
