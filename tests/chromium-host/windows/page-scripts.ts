/** The script that Chromium runs in every new document of one page: the bridge around the preload scripts. */
import type { BridgeConfig } from '../bridge/bridge-shim.ts';
import type { CdpSession } from '../chromium/cdp-connection.ts';
import { documentScript, loadPreload, type LoadedPreload } from '../bridge/document-script.ts';

export class PageScripts {
  readonly #onError: (path: string, error: unknown) => void;
  #identifier: string | null = null;
  #source = '';

  constructor(onError: (path: string, error: unknown) => void) {
    this.#onError = onError;
  }

  /** Replaces what was registered before, when it differs. */
  async register(session: CdpSession, config: BridgeConfig, paths: readonly string[]): Promise<void> {
    const source = documentScript(config, this.#load(paths));
    if (source === this.#source) return;
    this.#source = source;
    const previous = this.#identifier;
    const { identifier } = await session.send('Page.addScriptToEvaluateOnNewDocument', { source });
    this.#identifier = identifier as string;
    if (previous !== null) await session.send('Page.removeScriptToEvaluateOnNewDocument', { identifier: previous });
  }

  #load(paths: readonly string[]): readonly LoadedPreload[] {
    const preloads: LoadedPreload[] = [];
    for (const path of paths) {
      try {
        preloads.push(loadPreload(path));
      } catch (error) {
        process.stderr.write(
          `Unable to load preload script: ${path}\n${error instanceof Error ? error.message : String(error)}\n`,
        );
        this.#onError(path, error);
      }
    }
    return preloads;
  }
}
