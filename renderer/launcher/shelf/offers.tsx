/** What the backend offers: each can be looked at, added in place, and opened. */
import type { JSX } from 'preact';
import type { OfferedMiniProgram } from '../../../preload/contract/launcher.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { DialogProblem } from '../widgets/dialog.tsx';
import { t } from '../language.ts';
import type { Launcher } from '../use-launcher.ts';
import type { OfferSearch } from './use-offers.ts';

export interface OffersProps {
  search: OfferSearch;
  launcher: Pick<Launcher, 'state' | 'adding' | 'failures' | 'install' | 'cancelInstall'>;
  onLookUp(appId: string): void;
  onOpen(appId: string): void;
}

/** Nothing at all for a backend without a list. */
export function Offers({ search, launcher, onLookUp, onOpen }: OffersProps): JSX.Element | null {
  if (search.kind === 'failed') return <p class="offers-note">{t('shelf.offers.failed')}</p>;
  if (search.kind !== 'offers') return null;
  const { offers, query, hasMore } = search;
  return (
    <section class="offers" aria-labelledby="offers-title">
      <h3 id="offers-title">{t('shelf.offers.title')}</h3>
      <ul role="list">
        {offers.map((offer) => (
          <Offer key={offer.appId} {...{ offer, launcher, onLookUp, onOpen }} />
        ))}
      </ul>
      {offers.length === 0 && <p class="offers-note">{t('shelf.offers.none', { text: query })}</p>}
      {hasMore && <p class="offers-note">{t('shelf.offers.more')}</p>}
      <span class="visually-hidden" role="status">
        {query === '' ? '' : t('shelf.offers.found', { n: offers.length })}
      </span>
    </section>
  );
}

function Offer({
  offer: { appId, name, description, iconUrl },
  launcher,
  onLookUp,
  onOpen,
}: Omit<OffersProps, 'search'> & { offer: OfferedMiniProgram }): JSX.Element {
  const card = launcher.state?.miniPrograms.find((one) => one.appId === appId);
  const isAdding = launcher.adding.has(appId) || (card?.installing ?? null) !== null;
  const problem = card?.problem ?? launcher.failures.find((failure) => failure.appId === appId)?.error;
  return (
    <li class="offer">
      <button type="button" class="offer-look" title={t('shelf.offers.look', { name })} onClick={() => onLookUp(appId)}>
        <AppIcon appId={appId} name={name} iconUrl={iconUrl} size="small" />
        <span class="offer-text">
          <bdi class="offer-name">{name}</bdi>
          {description && <bdi class="offer-description">{description}</bdi>}
        </span>
      </button>
      {isAdding ? (
        <button
          type="button"
          class="button"
          aria-busy="true"
          aria-label={t('welcome.cancelAdding', { name })}
          onClick={() => launcher.cancelInstall(appId)}
        >
          <span class="spinner" aria-hidden="true" />
          {t('common.cancel')}
        </button>
      ) : card?.installed ? (
        <button
          type="button"
          class="button"
          aria-label={t('shelf.offers.open', { name })}
          onClick={() => onOpen(appId)}
        >
          {t('shelf.open')}
        </button>
      ) : (
        <button
          type="button"
          class="button"
          aria-label={t('shelf.addSample', { name })}
          onClick={() => launcher.install(appId)}
        >
          {t('shelf.install')}
        </button>
      )}
      {problem && !isAdding && !card?.installed && <DialogProblem message={problem} />}
    </li>
  );
}
