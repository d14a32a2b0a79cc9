/** What the thread that draws is given. */
export interface DrawingOrder {
  readonly module: WebAssembly.Module;
  readonly svg: string;
  /** The only ones there are. */
  readonly fonts: readonly Uint8Array[];
  /** Of the longer side of the picture. */
  readonly sidePixels: number;
}
