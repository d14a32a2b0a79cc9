/** Where the author's kit finds its parts: in this repository, or in its package, whose scripts lie in `lib/`. */
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface KitPlaces {
  /** Runs Larder on a Chromium; `LARDER_APP_DIR` names `app`. */
  readonly host: string;
  /** The bundled product. */
  readonly app: string;
  readonly templates: string;
  readonly types: string;
  /** In its package, not in the repository. */
  readonly isPacked: boolean;
}

export function kitPlaces(here = import.meta.dirname): KitPlaces {
  const isPacked = existsSync(path.join(here, 'host.js'));
  const root = path.join(here, '..', '..');
  return isPacked
    ? {
        isPacked,
        host: path.join(here, 'host.js'),
        app: path.join(here, '..', 'app'),
        templates: path.join(here, '..', 'templates'),
        types: path.join(here, '..', 'types'),
      }
    : {
        isPacked,
        host: path.join(root, 'tests', 'chromium-host', 'run.ts'),
        app: path.join(root, 'out', 'app'),
        templates: path.join(here, 'templates'),
        types: path.join(here, 'types'),
      };
}
