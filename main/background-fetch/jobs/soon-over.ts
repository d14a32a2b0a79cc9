/** Fetches that may be over in a moment: their worker starts beside them, not after them. */
import { connectionOf } from '../transfer/connection.ts';
import type { NetworkPort } from '../ports.ts';
import type { BackgroundFetchJob } from './job.ts';

const FEW_RECORDS = 10;
const FEW_BYTES = 1024 * 1024;

/** A new one whose page has announced no more than that, or nothing; a long one's worker would be asleep again at its end. */
export function isSoonOver({ appId, state, neededRoom, records }: BackgroundFetchJob, network: NetworkPort): boolean {
  const isSmall = records.length <= FEW_RECORDS && state.downloadTotal + state.uploadTotal <= FEW_BYTES;
  return isSmall && neededRoom === null && connectionOf(network, appId) === 'online';
}
