/** One open connection as the pool keeps it: an HTTP/1.1 socket for one request at a time, or an HTTP/2 session. */
import http from 'node:http';
import http2, { type ClientHttp2Session } from 'node:http2';
import https from 'node:https';
import type { Socket } from 'node:net';
import { WIRE_LIMITS } from '../client/wire-limits.ts';

/** What got needs to send a request over a connection that is open already. */
export type GotConnection =
  | {
      readonly agent: { readonly http: http.Agent; readonly https: https.Agent };
      /** Makes the request; default: Node's own way. */
      readonly request?: typeof http.request;
    }
  | { readonly h2session: ClientHttp2Session };

export interface KeptConnection {
  readonly protocol: 'h2' | 'http/1.1';
  readonly got: GotConnection;
  /** False: it ended, or is about to. */
  readonly isUsable: boolean;
  /** Requests that may begin now. */
  readonly room: number;
  readonly isIdle: boolean;
  /** False: HTTP/2 was agreed on, and the other side has sent nothing of it. */
  readonly hasSpoken: boolean;
  begin(): void;
  /** The request ended: the connection is kept when its answer was read to the end, else it is closed. */
  end(): void;
  close(): void;
}

/** Requests at once on one HTTP/2 session. */
const MAX_STREAMS = 100;
/** What may be under way on one session: a fast line is filled with 24 MiB also where a round trip takes 50 ms or more. */
const WINDOW_BYTES = 24 * 1024 * 1024;
const MIN_STREAM_WINDOW_BYTES = 256 * 1024;
const NOISE_CHECK_MS = 1000;

/** `idleMs`: how long it stays open without a request; servers that say `Keep-Alive: timeout` shorten it. */
export function keepSocket(socket: Socket, isSecure: boolean, idleMs: number, onClosed: () => void): KeptConnection {
  const agent = agentAround(socket, isSecure, idleMs);
  let isBusy = false;
  let isEnded = false;
  const close = (): void => {
    socket.destroy();
    agent.destroy();
  };
  const idle = idleTimer(idleMs, close);
  socket.on('error', () => {});
  socket.once('close', () => {
    isEnded = true;
    idle.stop();
    onClosed();
  });
  // Until a request begins the server has nothing to say; its end is noticed because the socket is read.
  socket.once('data', close);
  idle.start();
  return {
    protocol: 'http/1.1',
    got: { agent: { http: agent, https: agent as https.Agent } },
    get isUsable() {
      return !isEnded && !socket.destroyed && socket.writable && !socket.readableEnded;
    },
    get room() {
      return isBusy ? 0 : 1;
    },
    get isIdle() {
      return !isBusy;
    },
    hasSpoken: true,
    begin() {
      isBusy = true;
      socket.off('data', close);
      idle.stop();
    },
    end() {
      // Node gives a socket back in the turn after the last byte was read.
      setImmediate(() => {
        isBusy = false;
        if (isEnded) return;
        if (!isGivenBack(agent)) close();
        else idle.start();
      });
    },
    close,
  };
}

const ONLY = 'only';

/** An agent that has this one socket and never opens another. */
function agentAround(socket: Socket, isSecure: boolean, idleMs: number): http.Agent {
  const agent = new (isSecure ? https : http).Agent({
    keepAlive: true,
    maxSockets: 1,
    maxFreeSockets: 1,
    timeout: idleMs,
  }) as http.Agent & OneSocket;
  let isHandedOut = false;
  agent.getName = () => ONLY;
  agent.createConnection = () => {
    if (isHandedOut) throw Object.assign(new Error('The kept connection was closed'), { code: 'ECONNRESET' });
    isHandedOut = true;
    return socket;
  };
  return agent;
}

interface OneSocket {
  getName(): string;
  createConnection(): Socket;
}

/** True when no request uses the socket: the answer was read to its end, or no request was ever made. */
function isGivenBack(agent: http.Agent): boolean {
  return (agent.sockets[ONLY] ?? []).length === 0;
}

/**
 * Of each stream when so many run. What nobody reads is kept in memory up to its stream's window, and the session's does not
 * hold it: so the streams share one amount, and a stream that is alone has all of it.
 */
function streamWindowBytes(running: number): number {
  return Math.max(MIN_STREAM_WINDOW_BYTES, WINDOW_BYTES / 2 ** Math.ceil(Math.log2(Math.max(1, running))));
}

export function keepSession(socket: Socket, origin: string, idleMs: number, onClosed: () => void): KeptConnection {
  let streamWindow = streamWindowBytes(1);
  const session = http2.connect(origin, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: streamWindow },
  });
  let running = 0;
  /** Smaller at once, larger when that is worth a frame: streams come and go. One change at a time is with the server. */
  const shareWindow = (): void => {
    const wished = streamWindowBytes(running);
    const isWorthIt = wished < streamWindow || wished >= 4 * streamWindow;
    if (!isWorthIt || session.connecting || session.pendingSettingsAck || session.closed || session.destroyed) return;
    streamWindow = wished;
    session.settings({ enablePush: false, initialWindowSize: wished });
  };
  let hasSpoken = false;
  let isEnded = false;
  const idle = quietTimer(
    idleTimer(idleMs, () => session.close()),
    () => socket.bytesRead,
    () => session.destroy(),
  );
  const ended = (): void => {
    if (isEnded) return;
    isEnded = true;
    idle.stop();
    onClosed();
  };
  session.once('remoteSettings', () => {
    hasSpoken = true;
  });
  session.once('connect', () => session.setLocalWindowSize(WINDOW_BYTES));
  session.on('localSettings', shareWindow);
  session.on('error', () => {});
  session.once('goaway', ended);
  session.once('close', ended);
  idle.start();
  return {
    protocol: 'h2',
    got: { h2session: session },
    get isUsable() {
      return !isEnded && !session.closed && !session.destroyed;
    },
    get hasSpoken() {
      return hasSpoken;
    },
    get isIdle() {
      return running === 0;
    },
    get room() {
      return Math.max(0, Math.min(MAX_STREAMS, session.remoteSettings.maxConcurrentStreams ?? MAX_STREAMS) - running);
    },
    begin() {
      running += 1;
      idle.stop();
      shareWindow();
    },
    end() {
      running -= 1;
      if (running === 0) idle.start();
      shareWindow();
    },
    close: () => session.destroy(),
  };
}

interface IdleTimer {
  start(): void;
  stop(): void;
}

/** `timer`, and an end to a server that goes on talking while nothing is asked of it. */
function quietTimer(timer: IdleTimer, bytesRead: () => number, onNoise: () => void): IdleTimer {
  let check: NodeJS.Timeout | undefined;
  return {
    start() {
      timer.start();
      clearInterval(check);
      const before = bytesRead();
      check = setInterval(() => {
        if (bytesRead() - before > WIRE_LIMITS.idleBytes) onNoise();
      }, NOISE_CHECK_MS).unref();
    },
    stop() {
      timer.stop();
      clearInterval(check);
    },
  };
}

function idleTimer(ms: number, onIdle: () => void): IdleTimer {
  let timer: NodeJS.Timeout | undefined;
  return {
    start() {
      clearTimeout(timer);
      timer = setTimeout(onIdle, ms).unref();
    },
    stop: () => clearTimeout(timer),
  };
}
