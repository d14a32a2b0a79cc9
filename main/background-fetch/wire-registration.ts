/** A registration as it goes to pages and workers. */
import type { WireRegistration } from '../../preload/contract/background-fetch.ts';
import type { RegistrationSnapshot } from './types.ts';

/** One numbering for the process: who hears of one fetch in two ways keeps the later state. */
let sequence = 0;

/** Numbers the state: call it in the moment the snapshot is taken. */
export function toWireRegistration({
  uuid,
  id,
  uploadTotal,
  uploaded,
  downloadTotal,
  downloaded,
  result,
  failureReason,
  recordsAvailable,
}: RegistrationSnapshot): WireRegistration {
  sequence += 1;
  return {
    uuid,
    id,
    uploadTotal,
    uploaded,
    downloadTotal,
    downloaded,
    result,
    failureReason,
    recordsAvailable,
    sequence,
  };
}
