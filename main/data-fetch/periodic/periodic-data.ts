/** What `bn.getBackgroundFetchData({fetchType: 'periodic'})` and the listeners get. */
import type { DataSource } from '../../../preload/contract/bn.ts';
import type { FetchedData } from '../../../preload/contract/channels.ts';
import type { BodyStore } from '../../storage/bodies.ts';
import type { MiniProgramStore, TokenVault } from '../../storage/ports.ts';
import type { StoredData } from '../launch/launch-data.ts';

export interface PeriodicDataDependencies {
  readonly store: Pick<MiniProgramStore, 'get'>;
  readonly bodies: Pick<BodyStore, 'readText'>;
  readonly tokens: Pick<TokenVault, 'get'>;
  /** See `PeriodicScheduler.underWay`. */
  underWay(appId: string): Promise<void> | null;
}

export interface PeriodicDataReader extends StoredData {
  /** The stored data as it stands; `null` when there is none. */
  read(appId: string, source: DataSource): Promise<FetchedData | null>;
}

export function createPeriodicData({ store, bodies, tokens, underWay }: PeriodicDataDependencies): PeriodicDataReader {
  async function read(appId: string, source: DataSource): Promise<FetchedData | null> {
    for (;;) {
      const data = store.get(appId)?.periodic?.data ?? null;
      if (data === null) return null;
      const fetchedData = await bodies.readText(appId, data.body);
      if (fetchedData !== null) {
        const token = data.hasCurrentToken ? await tokens.get(appId) : null;
        const { appid, ...sent } = data.sent;
        return {
          fetchType: 'periodic',
          fetchedData,
          timeStamp: data.arrivedAt,
          source,
          appid,
          ...(token ? { token } : {}),
          ...sent,
        };
      }
      // Newer data took its place while it was being read; else the file is lost.
      if (store.get(appId)?.periodic?.data?.body === data.body) return null;
    }
  }

  return {
    read,
    stored: (appId) => read(appId, 'stored'),
    async get(appId, signal) {
      const stored = await read(appId, 'stored');
      if (stored !== null) return stored;
      const request = underWay(appId);
      if (request === null || signal.aborted) return null;
      await request;
      return read(appId, 'network');
    },
  };
}
