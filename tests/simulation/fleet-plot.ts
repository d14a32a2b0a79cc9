import { writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

export interface Mark {
  /** Minutes from the left edge. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

export interface Plot {
  readonly title: string;
  readonly perMinute: readonly number[];
  readonly mean: number;
  readonly limits: readonly { readonly factor: number; readonly label: string }[];
  readonly marks: readonly Mark[];
}

const WIDTH = 1200;
const HEIGHT = 420;
const LEFT = 60;
const TOP = 50;
const RIGHT = 20;
const BOTTOM = 50;
const MINUTES_OF_DAY = 1440;

/** Draws requests per minute as an SVG of its own, readable on light and dark. */
export function drawPlot({ title, perMinute, mean, limits, marks }: Plot): string {
  const highest = Math.max(...perMinute, ...limits.map(({ factor }) => factor * mean)) * 1.08;
  const x = (minute: number): number => LEFT + (minute / perMinute.length) * (WIDTH - LEFT - RIGHT);
  const y = (count: number): number => HEIGHT - BOTTOM - (count / highest) * (HEIGHT - TOP - BOTTOM);
  const round = (value: number): string => value.toFixed(1);
  const points = perMinute.map((count, minute) => `${round(x(minute))},${round(y(count))}`).join(' ');
  const days = Array.from({ length: Math.floor(perMinute.length / MINUTES_OF_DAY) + 1 }, (_, day) => day);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="24" font-size="16" fill="#1f2328">${title}</text>`,
    ...marks.map(
      ({ from, to, label }) =>
        `<rect x="${round(x(from))}" y="${TOP}" width="${round(x(to) - x(from))}" height="${HEIGHT - TOP - BOTTOM}" fill="#cf222e" opacity="0.12"/>` +
        `<text x="${round(x(from))}" y="${TOP - 6}" fill="#cf222e">${label}</text>`,
    ),
    ...days.map(
      (day) =>
        `<line x1="${round(x(day * MINUTES_OF_DAY))}" x2="${round(x(day * MINUTES_OF_DAY))}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="#d0d7de"/>` +
        `<text x="${round(x(day * MINUTES_OF_DAY) + 4)}" y="${HEIGHT - BOTTOM + 18}" fill="#59636e">day ${day + 1}, 00:00 UTC</text>`,
    ),
    ...[{ factor: 1, label: 'mean' }, ...limits].map(
      ({ factor, label }) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(factor * mean))}" y2="${round(y(factor * mean))}" stroke="#59636e" stroke-dasharray="4 4"/>` +
        `<text x="${LEFT - 6}" y="${round(y(factor * mean) + 4)}" text-anchor="end" fill="#59636e">${Math.round(factor * mean)}</text>` +
        `<text x="${WIDTH - RIGHT}" y="${round(y(factor * mean) - 4)}" text-anchor="end" fill="#59636e">${label}</text>`,
    ),
    `<polyline points="${points}" fill="none" stroke="#0969da" stroke-width="1"/>`,
    `<text x="${LEFT}" y="${HEIGHT - 10}" fill="#59636e">requests a minute that reach the developer server</text>`,
    '</svg>',
    '',
  ].join('\n');
}

export function savePlot(file: string, plot: Plot): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, drawPlot(plot));
}
