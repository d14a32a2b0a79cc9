/** Servers whose chunks the parser would not read: what is asked of them next has a connection of its own and is read leniently. */
const MAX_KNOWN = 200;

export class OddServers {
  readonly #known = new Set<string>();

  /** `host`: with its port. */
  note(appId: string, host: string): void {
    const [oldest] = this.#known;
    if (this.#known.size >= MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(`${appId} ${host}`);
  }

  has(appId: string, host: string): boolean {
    return this.#known.has(`${appId} ${host}`);
  }
}
