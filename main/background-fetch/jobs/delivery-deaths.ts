/**
 * How often the process ended while a worker was being told of an event. Each attempt is written down before it
 * begins, and again when the process has lived through it: what has begun and not come back ended with the process.
 */
export const DELIVERY_LIMITS = {
  /** After so many the event is kept until the user tries again. */
  deaths: 3,
} as const;

export class DeliveryDeaths {
  readonly #counts = new Map<string, number>();
  /** Written down with the end of the fetch, and not yet tried. */
  readonly #begun = new Set<string>();

  /** Of the journal, read at the start. */
  note(eventId: string, change: 1 | -1): void {
    this.#counts.set(eventId, Math.max(0, this.of(eventId) + change));
  }

  of(eventId: string): number {
    return this.#counts.get(eventId) ?? 0;
  }

  isKept(eventId: string): boolean {
    return this.of(eventId) >= DELIVERY_LIMITS.deaths;
  }

  begin(eventId: string): void {
    this.#begun.add(eventId);
  }

  /** True when the attempt that begins now is on the disk already. */
  takeBegun(eventId: string): boolean {
    return this.#begun.delete(eventId);
  }

  forget(eventId: string): void {
    this.#counts.delete(eventId);
    this.#begun.delete(eventId);
  }
}
