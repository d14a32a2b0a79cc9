/** `webContents.debugger` (docs/api/debugger.md): a client of DevTools beside all others. */
import { EventEmitter } from 'node:events';
import type { CdpParams, CdpResult, CdpSession } from '../chromium/cdp-connection.ts';
import { strictClass } from '../electron/strictness.ts';

export interface DebuggerSession {
  readonly session: CdpSession;
  end(): void;
}

export class HostDebugger extends EventEmitter {
  readonly #open: () => Promise<DebuggerSession>;
  #attached: Promise<DebuggerSession> | null = null;

  /** `open`: a session of its own with the page. */
  constructor(open: () => Promise<DebuggerSession>) {
    super();
    this.#open = open;
  }

  attach(_protocolVersion?: string): void {
    if (this.#attached) throw new Error('Debugger is already attached to the target');
    this.#attached = this.#open();
    // Whoever sends a command is told.
    this.#attached.catch(() => {});
  }

  isAttached(): boolean {
    return this.#attached !== null;
  }

  detach(): void {
    const attached = this.#attached;
    if (!attached) return;
    this.#attached = null;
    attached.then(({ end }) => end()).catch(() => {});
    this.emit('detach', {}, 'target closed');
  }

  async sendCommand(method: string, params: CdpParams = {}): Promise<CdpResult> {
    if (!this.#attached) throw new Error('No target available');
    return (await this.#attached).session.send(method, params);
  }
}
strictClass(HostDebugger, 'debugger');
