/** What a second start says on its own terminal of what it hands over: the first start has another one. */
import { isServerAddress, resolveDevServer } from '../catalog/folders/dev-server.ts';
import { resolveOpenFolder } from '../catalog/folders/open-folder.ts';
import { errorMessage } from '../support/errors.ts';
import { parseDeepLink, parseOpenRequest } from './deep-links.ts';

interface Wanted {
  readonly open: readonly string[];
  readonly links: readonly string[];
  readonly openDir: readonly string[];
}

/** One sentence for each input that cannot be opened whatever the first start does. What is missing elsewhere, it shows. */
export async function reasonsNotToOpen({ open, links, openDir }: Wanted): Promise<string[]> {
  const attempts = [
    ...open.map((input) => () => parseOpenRequest(input)),
    ...links.map((link) => () => parseDeepLink(link)),
    ...openDir.map((folder) => () => (isServerAddress(folder) ? resolveDevServer(folder) : resolveOpenFolder(folder))),
  ];
  const outcomes = await Promise.allSettled(attempts.map(async (attempt) => attempt()));
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [errorMessage(outcome.reason)] : []));
}
