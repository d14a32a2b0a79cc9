/** The documents of one page, one after the other: which one is there, and which one sent a message. */
import type { PageMessage } from '../bridge/bridge-shim.ts';
import type { MessageReceiver } from '../bridge/message-delivery.ts';
import type { SchemeTranslation } from '../network/scheme-translation.ts';
import { HostFrame } from './web-frame-main.ts';

export interface PageDocument {
  /** The name the document gave itself. */
  readonly id: string;
  readonly contextUniqueId: string;
  readonly takes: MessageReceiver;
  readonly frame: HostFrame;
}

interface Context {
  readonly frameId: string;
  readonly origin: string;
  readonly uniqueId: string;
}

export interface PageDocumentsOptions {
  readonly translation: SchemeTranslation;
  /** For the frames: sends to the page. */
  send(channel: string, ...args: unknown[]): void;
  /** `frame`: `null` when the document that sent it is gone. */
  onMessage(message: PageMessage, frame: HostFrame | null): void;
}

export class PageDocuments {
  readonly #options: PageDocumentsOptions;
  /** By id, which another process may use again: the newest of an id counts. */
  readonly #contexts = new Map<number, Context>();
  /** Sent by a document whose handshake has not arrived. */
  #early: PageMessage[] = [];
  /** Documents that are gone; what they sent last has no frame any more. */
  readonly #left = new Set<string>();
  #current: PageDocument | null = null;
  #state: { url: string; origin: string } | null = null;

  constructor(options: PageDocumentsOptions) {
    this.#options = options;
  }

  get current(): PageDocument | null {
    return this.#current;
  }

  get frame(): HostFrame | null {
    return this.#current?.frame ?? null;
  }

  addContext(id: number, context: Context): void {
    this.#contexts.set(id, context);
  }

  dropContext(uniqueId: string): void {
    for (const [id, context] of this.#contexts) if (context.uniqueId === uniqueId) this.#contexts.delete(id);
    if (this.#current?.contextUniqueId === uniqueId) this.leave();
  }

  /** A document's handshake. */
  enter(contextId: number, takes: MessageReceiver, url: string, id: string): void {
    const { translation, send } = this.#options;
    const context = this.#contexts.get(contextId);
    if (!context || this.#left.has(id)) return;
    // Chromium tells of a message again when it attaches to another process: same document.
    if (this.#current?.id === id) {
      this.#current = { ...this.#current, takes, contextUniqueId: context.uniqueId };
      return;
    }
    this.leave();
    this.#state = { url: translation.fromChromium(url), origin: translation.fromChromium(context.origin) };
    this.#current = {
      id,
      contextUniqueId: context.uniqueId,
      takes,
      frame: new HostFrame(context.frameId, this.#state, send),
    };
    const early = this.#early;
    this.#early = [];
    for (const message of early) if (message.document === id) this.receive(message);
  }

  leave(): void {
    if (!this.#current) return;
    this.#current.frame.markGone();
    this.#left.add(this.#current.id);
    this.#current = null;
  }

  receive(message: PageMessage): void {
    const frame = this.#current?.id === message.document ? this.#current.frame : null;
    if (!frame && !this.#left.has(message.document)) this.#early.push(message);
    else this.#options.onMessage(message, frame);
  }

  /** The URL of the document that is there has changed. */
  setUrl(url: string): void {
    if (this.#state) this.#state.url = url;
  }
}
