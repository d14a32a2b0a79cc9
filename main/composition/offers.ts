/** What the backend offers, as the launcher shows it. */
import { createOfferListClient } from '../catalog/offers/offer-list.ts';
import { shownTexts } from '../models/details-schema.ts';
import type { BackendHttp } from '../network/client/backend-http.ts';
import type { RequestObserver } from '../network/client/request-observer.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import { iconOf } from '../launcher/icon-url.ts';
import type { Policies } from '../policies/policies.ts';
import type { OffersAnswer } from '../../preload/contract/launcher.ts';
import type { Messages } from '../system/language/messages.ts';
import type { Pictures } from './pictures.ts';

export interface OffersDependencies {
  readonly http: BackendHttp;
  readonly messages: Pick<Messages, 'current'>;
  readonly policies: Pick<Policies, 'isAllowed'>;
  readonly pictures: Pick<Pictures, 'offered' | 'areShown'>;
  readonly observer: RequestObserver;
  readonly store: Pick<MiniProgramStore, 'summary'>;
  backendUrl(): string | null;
}

/** Answers without those that the administrator does not allow. */
export function createOffers(dependencies: OffersDependencies): (query: string) => Promise<OffersAnswer> {
  const { http, backendUrl, messages, policies, pictures, observer, store } = dependencies;
  const locale = (): string => messages.current().locale;
  const list = createOfferListClient({ http, backendUrl, locale, observer });
  return async (query) => {
    const found = await list.search(query);
    if (!found) return { kind: 'no-list' };
    const allowed = found.offers.filter(({ appId }) => policies.isAllowed(appId, false));
    return {
      kind: 'offers',
      hasMore: found.hasMore,
      offers: allowed.map((offer) => {
        const known = store.summary(offer.appId);
        // What can be opened goes by the name and the icon that its user knows, whatever the list says.
        if (known?.installed) {
          const { appId, name, description } = known;
          return { appId, name, description, ...(pictures.areShown() ? iconOf(known) : {}) };
        }
        const iconUrl = pictures.offered.offer(offer.appId, offer.iconUrl);
        return {
          appId: offer.appId,
          ...shownTexts(offer, locale()),
          ...(iconUrl === undefined ? {} : { iconUrl }),
        };
      }),
    };
  };
}
