/** How much each mini-program's fetches keep on the disk, against its quota. */

export class Usage {
  readonly #usedBytes = new Map<string, number>();
  readonly #quotaBytes: (appId: string) => number;

  constructor(quotaBytes: (appId: string) => number) {
    this.#quotaBytes = quotaBytes;
  }

  add(appId: string, bytes: number): void {
    this.#usedBytes.set(appId, Math.max(0, this.used(appId) + bytes));
  }

  used(appId: string): number {
    return this.#usedBytes.get(appId) ?? 0;
  }

  fits(appId: string, bytes: number): boolean {
    return this.used(appId) + bytes <= this.#quotaBytes(appId);
  }
}
