/** `WebFrameMain` of the main frame of one document. */
import { strictClass } from '../electron/strictness.ts';

export interface FrameState {
  /** Custom-scheme URL. */
  url: string;
  /** `mp://host`; `null` for opaque origins. */
  origin: string;
}

let nextRoutingId = 0;

/** docs/api/web-frame-main.md */
export class HostFrame {
  readonly #state: FrameState;
  readonly frameToken: string;
  readonly routingId: number;
  readonly processId = 1;
  readonly frameTreeNodeId = 1;
  readonly parent: null = null;
  readonly name = '';
  readonly send: (channel: string, ...args: unknown[]) => void;
  #gone = false;

  constructor(frameToken: string, state: FrameState, send: (channel: string, ...args: unknown[]) => void) {
    this.frameToken = frameToken;
    this.#state = state;
    this.send = send;
    this.routingId = nextRoutingId += 1;
  }

  get url(): string {
    return this.#state.url;
  }

  get origin(): string {
    return this.#state.origin;
  }

  get top(): HostFrame {
    return this;
  }

  get detached(): boolean {
    return this.#gone;
  }

  isDestroyed(): boolean {
    return this.#gone;
  }

  /** For the host: a new document, or none, took its place. */
  markGone(): void {
    this.#gone = true;
  }
}
strictClass(HostFrame, 'WebFrameMain');
