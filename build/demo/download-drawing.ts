/** Draws a download in the terminal: each answer of the server is a bar on the file's length. */
import { bar, BAR_COLUMNS, LABEL_COLUMNS } from './bars.ts';
import type { DownloadFigures } from './figures.ts';

const ENDS = ['the network was lost', 'Larder was killed'];

export function formatDownload({ bytes, parts, bytesTwice, isWhole, deliveries, tookMs }: DownloadFigures): string {
  const columns = (position: number): number => (position / bytes) * BAR_COLUMNS;
  const lines = parts.map(({ from, to }, index) => {
    const start = Math.min(Math.floor(columns(from)), BAR_COLUMNS - 1);
    const drawn = ' '.repeat(start) + bar(Math.max(columns(to) - start, 0.125));
    const end = index === parts.length - 1 ? '' : `; ${ENDS[index] ?? 'it ended early'}`;
    return `  ${`answer ${index + 1}`.padEnd(LABEL_COLUMNS)}${drawn.padEnd(BAR_COLUMNS + 2)}${megabytes(from)} → ${megabytes(to)} MB${end}`;
  });
  return [
    `An episode of ${megabytes(bytes)} MB, downloaded in ${(tookMs / 1000).toFixed(1)} s through a lost network and SIGKILL`,
    ...lines,
    '',
    `At most ${Math.ceil(bytesTwice / 1024)} KiB of ${Math.ceil(bytes / 1024)} KiB were fetched twice; SHA-256 ${isWhole ? 'equal' : 'NOT equal'}; ` +
      `the worker was told of the end ${deliveries === 1 ? 'once' : `${deliveries} times`}.`,
  ].join('\n');
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);
