/**
 * What the functions that install the Background Fetch interfaces share. Each of them travels alone, as
 * text, into the page's world; there they meet under a name that is gone before any script of the page runs.
 */
import type {
  BackgroundFetchCall,
  BackgroundFetchChannels,
  BackgroundFetchPushes,
  WireRecord,
  WireRegistration,
  WireUrl,
} from '../contract/background-fetch.ts';
import type { IpcResult } from '../contract/errors.ts';

export const PARTS_KEY = '__backgroundFetchParts';

/** What the preload gives the page's world; everything that crosses is plain data or a function. */
export interface BackgroundFetchBridge {
  /** Never rejects. */
  call(name: BackgroundFetchCall, args: readonly unknown[]): Promise<IpcResult<unknown>>;
  /** Called once for each kind of message. */
  listen<C extends keyof BackgroundFetchPushes>(channel: C, receive: (message: BackgroundFetchPushes[C]) => void): void;
}

/** https://webidl.spec.whatwg.org/#js-type-mapping, as far as these interfaces need it. */
export interface Idl {
  /** What `run` throws becomes a rejection, as of every operation that returns a promise. */
  promise<T>(run: () => T | Promise<T>): Promise<T>;
  requireArguments(what: string, given: number, needed: number): void;
  usvString(value: unknown): string;
  unsignedLongLong(value: unknown): number;
  sequence(value: unknown): unknown[];
  isSequence(value: unknown): boolean;
  /** The members that are not `undefined`, in the order of `names`. */
  dictionary(value: unknown, names: readonly string[]): Record<string, unknown>;
  /** Makes a class an interface: its members enumerable, its name on the prototype and the global. */
  expose(Interface: { prototype: object }, name: string, hidden?: readonly string[]): void;
  /** An event handler attribute on `target`; `isOwner` tells for which objects it may be used. */
  eventHandler(target: object, type: string, isOwner: (object: object) => boolean): void;
}

/** Bytes of bodies that may still travel with their fetch. */
export interface InlineRoom {
  left: number;
}

/** Requests and responses between the page's classes and what travels. */
export interface Messages {
  call<N extends BackgroundFetchCall>(
    name: N,
    ...args: BackgroundFetchChannels[`background-fetch:${N}`]['args']
  ): Promise<BackgroundFetchChannels[`background-fetch:${N}`]['result']>;
  toWire(url: string): WireUrl;
  fromWire(url: WireUrl): string;
  /** Reads `icons` and `title` of `options`. */
  ui(options: Record<string, unknown>): {
    title?: string;
    icons?: { src: WireUrl; sizes?: string; type?: string; label?: string }[];
  };
  /** Sends its body ahead, unless it is small and there is room. */
  readRequest(
    request: Request,
    inline: InlineRoom,
  ): Promise<BackgroundFetchChannels['background-fetch:register']['args'][0]['requests'][number]>;
  requestOf(uuid: string, record: WireRecord): Request;
  responseOf(uuid: string, record: WireRecord): Promise<Response>;
}

export interface Registrations {
  /** The one object for this fetch. */
  registrationOf(state: WireRegistration): EventTarget;
  isRegistration(value: unknown): value is EventTarget;
}

export interface Parts {
  idl: Idl;
  messages: Messages;
  registrations: Registrations;
}

export type PartsHolder = Record<string, Parts>;
