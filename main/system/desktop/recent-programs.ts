/** The mini-programs that were opened last, for the tray, the Dock and the taskbar. */
import type { JumpListCategory } from 'electron';
import type { MiniProgramSummary } from '../../models/mini-program-summary.ts';
import type { RecentProgram } from './menus/tray-menu.ts';

const RECENT_PROGRAMS = 5;

export function recentPrograms(
  states: readonly Pick<MiniProgramSummary, 'appId' | 'name' | 'lastOpenedAt'>[],
): readonly RecentProgram[] {
  return states
    .filter(({ lastOpenedAt }) => lastOpenedAt !== null)
    .sort((a, b) => (b.lastOpenedAt ?? 0) - (a.lastOpenedAt ?? 0))
    .slice(0, RECENT_PROGRAMS)
    .map(({ appId, name }) => ({ appId, name }));
}

export interface JumpListOptions {
  readonly title: string;
  readonly program: string;
  /** Of this start, so that the next one has the same data folder and backend. */
  readonly options: readonly string[];
  /** Arguments of entries that the user has taken out: Windows drops a category that brings one back. */
  readonly removed: ReadonlySet<string>;
}

/** Windows: what the other mouse button offers on the taskbar. Removed entries must not come back: an empty list clears it. */
export function jumpList(
  recent: readonly RecentProgram[],
  { title, program, options, removed }: JumpListOptions,
): JumpListCategory[] {
  const entries = recent
    .map(({ appId, name }) => ({ name, args: [...options, `--open=${appId}`].map(quoteArgument).join(' ') }))
    .filter(({ args }) => !removed.has(args));
  if (entries.length === 0) return [];
  return [
    {
      type: 'custom',
      name: title,
      items: entries.map(({ name, args }) => ({
        type: 'task',
        // Windows cuts titles at 260 characters and refuses longer descriptions.
        title: name.slice(0, 100),
        program,
        args,
        iconPath: program,
        iconIndex: 0,
      })),
    },
  ];
}

/** Quoting of CommandLineToArgvW. */
function quoteArgument(argument: string): string {
  if (!/[\s"]/.test(argument)) return argument;
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
