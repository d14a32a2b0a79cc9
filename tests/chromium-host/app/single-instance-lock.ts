/**
 * `requestSingleInstanceLock`: one instance per data folder. The answer is synchronous, so a lock that
 * somebody seems to hold is tried by a short-lived child process, which also hands over the arguments.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export interface Handover {
  readonly args: readonly string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
}

export interface InstanceLock {
  release(): void;
}

const FILE_NAME = 'chromium-host.lock';
const HANDOVER_TIMEOUT_MS = 5000;

/** What the child runs: sends its input to the socket and ends with 0 when it was acknowledged. */
const HANDOVER_SCRIPT = `
  const socket = require('node:net').connect(process.argv[1]);
  const fail = () => process.exit(1);
  socket.on('error', fail).on('close', fail).on('data', () => process.exit(0));
  process.stdin.on('data', (chunk) => socket.write(chunk)).on('end', () => socket.write('\\n'));
`;

/** Returns the lock, or `null` when another instance has it and was told `own`. */
export function claimLock(folder: string, own: Handover, onOther: (other: Handover) => void): InstanceLock | null {
  const file = path.join(folder, FILE_NAME);
  const address = socketAddress(folder);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (createExclusively(file, JSON.stringify({ pid: process.pid, address }))) return listen(file, address, onOther);
    const holder = readHolder(file);
    if (holder && isAlive(holder.pid) && handOver(holder.address, own)) return null;
    rmSync(file, { force: true });
    // A killed process leaves its socket file behind.
    if (holder && process.platform !== 'win32') rmSync(holder.address, { force: true });
  }
  return null;
}

/** The file appears with its content, never empty. */
function createExclusively(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readHolder(file: string): { pid: number; address: string } | null {
  try {
    const { pid, address } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return typeof pid === 'number' && typeof address === 'string' ? { pid, address } : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function handOver(address: string, own: Handover): boolean {
  const { status } = spawnSync(process.execPath, ['-e', HANDOVER_SCRIPT, address], {
    input: JSON.stringify(own),
    timeout: HANDOVER_TIMEOUT_MS,
  });
  return status === 0;
}

/** A new name for each process: a socket file of a killed one is in nobody's way. */
function socketAddress(folder: string): string {
  const name = `larder-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}-${randomBytes(4).toString('hex')}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(os.tmpdir(), `${name}.sock`);
}

function listen(file: string, address: string, onOther: (other: Handover) => void): InstanceLock {
  const server = net.createServer((socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (!text.endsWith('\n')) return;
      socket.end('ok');
      onOther(JSON.parse(text) as Handover);
    });
  });
  server.listen(address);
  server.unref();
  return {
    release() {
      server.close();
      if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}
