/** What a page of a package may run inline, as sources of a Content Security Policy. */
export interface InlineScriptHashes {
  /** `'sha256-…'` of each inline script. */
  readonly scripts: readonly string[];
  /** The same of each `on…` attribute. */
  readonly handlers: readonly string[];
}

export const NO_INLINE_SCRIPTS: InlineScriptHashes = { scripts: [], handlers: [] };
