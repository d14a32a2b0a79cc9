/** What `GET /bapi/mp/v1/apps` answers: the mini-programs whose names, descriptions or ids have every word of the query. */
import type { ServedApp } from './served-app.ts';

const LIMIT = 20;
const SHOWN = ['appId', 'name', 'names', 'description', 'descriptions', 'iconUrl'] as const;

export function listOffers(
  apps: readonly ServedApp[],
  query: string,
  base: string,
): { apps: readonly Record<string, unknown>[]; hasMore: boolean } {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const offers = apps.map((app) => {
    const details = app.detailsAt(base);
    return Object.fromEntries(SHOWN.flatMap((name) => (name in details ? [[name, details[name]]] : [])));
  });
  const found = offers.filter(({ iconUrl: _icon, ...texts }) => {
    const text = JSON.stringify(texts).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return { apps: found.slice(0, LIMIT), hasMore: found.length > LIMIT };
}
