import type { Catalog } from './format.ts';

type Both<Union> = (Union extends unknown ? (part: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/**
 * The messages of all domains, whose keys differ. Spreads in one literal would take a start milliseconds: an engine learns such
 * an object's thousand members one by one.
 */
export function oneCatalog<Domains extends readonly Catalog[]>(...domains: Domains): Both<Domains[number]> {
  return Object.assign({}, ...domains) as Both<Domains[number]>;
}
