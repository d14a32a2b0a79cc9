/** The ways to a mini-program's window that are no click on the shelf: links, folders, a worker's `openWindow`. */
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import type { OpenRequest } from '../models/open-request.ts';
import { errorText } from '../support/errors.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import { parseOpenRequest } from './deep-links.ts';
import type { MiniProgramOpener } from './mini-program-opener.ts';
import { pageArrival } from './page-arrival.ts';

export interface OpenInputDependencies {
  readonly opener: Pick<MiniProgramOpener, 'open' | 'checkOpening'>;
  readonly launcher: { show(target?: string): unknown };
  /** Whether the mini-program was added. */
  isAdded(appId: string): boolean;
  readonly folders: { add(folder: string): Promise<string> };
  /** Tells the user, in the launcher. */
  warn(id: string, text: LocalizedText | string): void;
}

/** What a start, this one or a later one, asks for: ids and links, links of the system, folders. */
export interface OpenRequests {
  readonly open: readonly string[];
  readonly links: readonly string[];
  readonly openDir: readonly string[];
}

export interface OpenInput {
  /** Opens an app id or a link; what cannot be read is shown in the launcher. */
  openInput(input: string): Promise<void>;
  /** As `openInput`, for a link that anybody may have written: what nobody has added is asked about first. */
  openLink(link: string): Promise<void>;
  /** The user chose it in the launcher: as the link wanted that asked about it, if one did. */
  openChosen(appId: string): Promise<void>;
  /** All that a start asks for, each by itself; folders are absolute, and what is wrong with them is told in the launcher. */
  openAll(wanted: OpenRequests): void;
}

export function createOpenInput({ opener, launcher, folders, isAdded, warn }: OpenInputDependencies): OpenInput {
  /** What the link wanted that the launcher asks about. */
  let asked: OpenRequest | null = null;

  async function orTell(open: () => Promise<void>): Promise<void> {
    try {
      // Before anything is asked or read for it.
      opener.checkOpening();
      await open();
    } catch (error) {
      warn('open', errorText(error));
      launcher.show();
    }
  }

  const openInput = (input: string): Promise<void> => orTell(() => opener.open(parseOpenRequest(input)));
  const openLink = (link: string): Promise<void> =>
    orTell(async () => {
      const request = parseOpenRequest(link);
      if (isAdded(request.appId)) return opener.open(request);
      asked = request;
      launcher.show(`add/${request.appId}`);
    });
  const openFolder = (folder: string): Promise<void> =>
    orTell(async () => opener.open({ appId: await folders.add(folder) }));

  return {
    openInput,
    openLink,
    openChosen(appId) {
      const request = asked?.appId === appId ? asked : { appId };
      if (request === asked) asked = null;
      return opener.open(request);
    },
    openAll({ open, links, openDir }) {
      for (const input of open) void openInput(input);
      for (const link of links) void openLink(link);
      for (const folder of openDir) void openFolder(folder);
    },
  };
}

/** Opens or focuses the window at a URL of the mini-program's origin; resolves when the page is there, or will not come. */
export async function openAtUrl(
  { opener, registry }: { opener: Pick<MiniProgramOpener, 'open'>; registry: Pick<WindowRegistry, 'miniProgram'> },
  appId: string,
  href: string,
): Promise<void> {
  const url = new URL(href);
  const query = url.search.slice(1);
  await opener.open({ appId, path: url.pathname.slice(1), ...(query ? { query } : {}) });
  const contents = registry.miniProgram(appId)?.webContents;
  if (contents) await pageArrival(contents, `${url.protocol}//${url.host}`);
}
