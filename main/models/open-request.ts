/** What somebody asks to open: a mini-program, and where in it. */
export interface OpenRequest {
  readonly appId: string;
  /** Page inside the package, decoded, without a leading slash. */
  readonly path?: string;
  /** The page's query, decoded, without a leading `?`. */
  readonly query?: string;
}
