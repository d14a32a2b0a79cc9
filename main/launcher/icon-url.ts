/** Addresses of pictures at the container's origins; a new picture has a new address, so that each may be cached for good. */
import { hostOfAppId } from '../models/app-id.ts';
import type { MiniProgramSummary } from '../models/mini-program-summary.ts';

/** For a card or a row: the icon of the installed version, and nothing when it has none. */
export function iconOf({ appId, installed }: Pick<MiniProgramSummary, 'appId' | 'installed'>): { iconUrl?: string } {
  return installed?.icon ? { iconUrl: `/icons/${hostOfAppId(appId)}?v=${installed.sha256.slice(0, 8)}` } : {};
}

/** The picture that a background fetch brought along. */
export function downloadPictureUrl(appId: string, fetchId: string, version: string): string {
  return `/download-icons/${hostOfAppId(appId)}/${fetchId}?v=${version}`;
}
