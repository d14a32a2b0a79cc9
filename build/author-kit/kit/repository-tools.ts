/** The tools as they are called in Larder's own folder. */
import { pathToFileURL } from 'node:url';
import type { ToolNames } from '../new-mini-program.ts';

export const REPOSITORY_TOOLS: ToolNames = {
  make: 'npm run new --',
  start: 'npm start -- --dev --open-dir=',
  package: 'npm run package -- ',
  guide: 'docs/first-mini-program.md',
  async kitFor() {
    // The kit is not on npm's registry: it is packed here, and installed from that file.
    const { packAuthorKit } = await import('./pack-author-kit.ts');
    return pathToFileURL(await packAuthorKit()).href;
  },
};
