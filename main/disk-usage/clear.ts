/** Deletes what a mini-program keeps, one kind at a time. The mini-program itself stays. */
import { assertNever } from '../support/errors.ts';
import type { DataKind } from '../../preload/contract/settings.ts';

/** The parts that own the data; each deletes all it has of a mini-program. */
export interface DataOwners {
  /** Ends the mini-program's window without asking its page. */
  closeWindow(appId: string): void;
  packages: { discard(appId: string): Promise<void> };
  periodic: { forgetData(appId: string): Promise<void> };
  tokens: { clear(appId: string): Promise<void> };
  /** The token is gone: what was fetched with it goes too, and nothing is due any more. */
  onTokenCleared(appId: string): void;
  clearSite(appId: string): Promise<void>;
  downloads: {
    /** Ends what runs, so that a page that waits for it is told. */
    abortAll(appId: string): Promise<void>;
    removeApp(appId: string): Promise<void>;
  };
}

/** Resolves when it is gone. A window is closed when its page would go on with what it has no more. */
export async function clearData(appId: string, kind: DataKind, owners: DataOwners): Promise<void> {
  switch (kind) {
    case 'package':
      owners.closeWindow(appId);
      return owners.packages.discard(appId);
    case 'fetched':
      return owners.periodic.forgetData(appId);
    case 'token':
      await owners.tokens.clear(appId);
      owners.onTokenCleared(appId);
      return;
    case 'site':
      owners.closeWindow(appId);
      return owners.clearSite(appId);
    case 'downloads':
      await owners.downloads.abortAll(appId);
      return owners.downloads.removeApp(appId);
    default:
      return assertNever(kind);
  }
}
