/** What `make` makes, from its first call on: what a start may never ask for is not made by it. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
