/** What the inline scripts of a package may cost; pages and scripts beyond it do not run. docs/limits.md names each. */
export interface InlineScriptLimits {
  /** Bytes; larger pages get no hashes. */
  readonly pageBytes: number;
  /** Bytes of all pages of one package that are looked at. */
  readonly packageBytes: number;
  readonly pages: number;
  /** Inline scripts and handlers of one page, together. */
  readonly hashesPerPage: number;
  readonly hashesPerPackage: number;
  /** The worker is ended when a package, or a page of a folder, takes longer. */
  readonly timeMs: number;
}

export const INLINE_SCRIPT_LIMITS: InlineScriptLimits = {
  pageBytes: 4 * 1024 * 1024,
  packageBytes: 32 * 1024 * 1024,
  pages: 2_000,
  hashesPerPage: 500,
  hashesPerPackage: 4_000,
  timeMs: 20_000,
};
