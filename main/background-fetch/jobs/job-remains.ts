/**
 * What of a fetch stays on the disk when it is over: its entry in the history, as long as there is one, and the
 * bodies that somebody still reads, as long as somebody does.
 */
import { bodyName, type FetchFolder } from './fetch-folder.ts';
import { HeldBodies } from './held-bodies.ts';
import { imageBytes, METADATA_LIMITS, textBytes } from './metadata.ts';
import type { FetchState } from './state-schema.ts';
import type { ImageResource } from '../types.ts';

type Ending = Omit<NonNullable<FetchState['finished']>, 'records'> & {
  readonly title: string;
  readonly icons: readonly ImageResource[];
};

interface Body {
  readonly index: number;
  readonly generation: number;
  readonly written: number;
}

/** The entry in the history. */
export function inHistory(
  state: FetchState,
  { settlement, downloaded, uploaded, failure, title, icons }: Ending,
): FetchState {
  const isShort = textBytes(title) + imageBytes(icons) <= METADATA_LIMITS.inHistory;
  return {
    ...state,
    title: title.slice(0, METADATA_LIMITS.inHistory / 4),
    icons: isShort ? [...icons] : [],
    requests: [],
    finished: { settlement, downloaded, uploaded, records: state.requests.length, ...(failure ? { failure } : {}) },
  };
}

export class JobRemains {
  readonly #folder: FetchFolder;
  readonly #held: HeldBodies;
  #isDiscarded = false;

  /** `freed`: bytes that a reader kept have gone with it. */
  constructor(folder: FetchFolder, freed: (bytes: number) => void) {
    this.#folder = folder;
    this.#held = new HeldBodies({
      onFree: (name, bytes, isLast) => {
        freed(bytes);
        // What cannot be removed now goes at the next start.
        void (this.#isDiscarded && isLast ? folder.remove() : folder.removeFile(name)).catch(() => {});
      },
    });
  }

  /** The body stays until the function that is returned is called. */
  hold(index: number, generation: number): () => void {
    return this.#held.hold(bodyName(index, generation));
  }

  /** The fetch needs its bodies no more; returns the bytes that stay for readers. */
  endBodies(bodies: readonly Body[]): number {
    const sizes = new Map(bodies.map(({ index, generation, written }) => [bodyName(index, generation), written]));
    return this.#held.endOfFetch((name) => sizes.get(name) ?? 0);
  }

  async keepOnlyEntry(): Promise<void> {
    await this.#folder.removeContent((name) => this.#held.has(name));
  }

  /** The entry goes, too. `close` lets go of the files that are open. */
  async discard(close: () => Promise<void>): Promise<void> {
    this.#isDiscarded = true;
    await close();
    if (this.#held.isEmpty) await this.#folder.remove();
    else await this.#folder.removeAllBut((name) => this.#held.has(name));
  }
}
