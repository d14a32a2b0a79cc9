/** The origin of a mini-program's pages; `mp` as the product registers it. */
import { hostOfAppId } from '../../main/models/app-id.ts';

export function originOf(appId: string): string {
  return `mp://${hostOfAppId(appId)}`;
}
