/** Line icons of 20 units. All are decoration for a text beside them. */
import type { JSX } from 'preact';

const ICON_PATHS = {
  plus: 'M10 4.5v11M4.5 10h11',
  search: 'M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4zm3.6 8.6L16 16',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  close: 'M5.5 5.5l9 9m0-9l-9 9',
  warning: 'M10 3.5l7.2 12.7H2.8zM10 8.5v3.3m0 2.2v.1',
  info: 'M10 3.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6zM10 9.2v4.3m0-7v.1',
  check: 'M4.5 10.5l3.7 3.7 7.3-8',
  key: 'M7 9a3.5 3.5 0 1 1 0 .1zm0 0M12.2 11.5l4.3 4.3m-2-2l1.5-1.5',
  unfold: 'M6 8l4 4 4-4',
  clock: 'M10 3.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6zM10 6.2V10l2.6 1.8',
  back: 'M12 4.5L6.5 10l5.5 5.5',
  forward: 'M8 4.5l5.5 5.5L8 15.5',
  shield: 'M10 3l5.5 2v4.5c0 3.4-2.2 6-5.5 7.5-3.3-1.5-5.5-4.1-5.5-7.5V5z',
} as const;

export type IconName = keyof typeof ICON_PATHS;

/** Drawn for left to right; turned around in the other direction. */
const DIRECTIONAL: ReadonlySet<IconName> = new Set(['back', 'forward']);

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class={DIRECTIONAL.has(name) ? 'icon icon-directional' : 'icon'} viewBox="0 0 20 20" aria-hidden="true">
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}
