/** What a mini-program is offered that needs more room for its downloads than others may keep. */
import type { RoomQuestion } from '../../../preload/contract/downloads.ts';

const GB = 1_000_000_000;
/** The sizes of the Settings page: an answer that leaves some room is one question less. */
const OFFERS: readonly number[] = [5 * GB, 10 * GB, 20 * GB, 50 * GB, 100 * GB];

export function roomQuestion(neededBytes: number): RoomQuestion {
  const offeredBytes = OFFERS.find((bytes) => bytes >= neededBytes) ?? Math.ceil(neededBytes / (50 * GB)) * 50 * GB;
  return { neededBytes, offeredBytes };
}
