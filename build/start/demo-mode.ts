/** Without a backend URL, `npm start` brings the demo backend along. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { say, StartError } from '../bootstrap/messages.mjs';
import { createDemoBackend, type DemoBackend } from '../../tests/demo-backend/demo-backend.ts';
import { demoSamplesJson } from '../../tests/demo-backend/samples.ts';

export interface Demo {
  /** Options that come before the person's own. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * The samples' stored details name the backend's port, so a data folder keeps its port. The first
 * folder gets 43117; a second start with another folder at the same time gets the next one.
 */
const FIRST_PORT = 43_117;
const PORT_COUNT = 40;
/** About 2 MB a second, so that a person can pause an episode and go on. */
const EPISODE_MS = 9_000;

type PortsByFolder = Record<string, number>;

export async function prepareDemo(root: string, args: readonly string[]): Promise<Demo> {
  const given = args.findLast((arg) => arg.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length);
  const folder = given ? path.resolve(given) : path.join(root, 'out', 'demo-data');
  const { url, backend } = await openBackend(root, folder);
  return {
    args: ['--dev', ...(given ? [] : [`--user-data-dir=${folder}`])],
    environment: {
      LARDER_DEMO_BACKEND: url,
      LARDER_DEMO: demoSamplesJson(url),
    },
    close: async () => backend?.close(),
  };
}

async function openBackend(root: string, folder: string): Promise<{ url: string; backend: DemoBackend | null }> {
  const portsFile = path.join(root, 'out', 'demo-ports.json');
  const ports = await readPorts(portsFile);
  const remembered = ports[folder];
  const ownerId = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  for (const port of candidates(remembered, ports)) {
    const backend = await createDemoBackend({ port, ownerId, controls: { audioDelayMs: EPISODE_MS } }).catch(
      unlessPortInUse,
    );
    if (backend) {
      if (remembered !== undefined && remembered !== port) {
        say(
          `port ${remembered}, which this data folder's samples know, is in use: their data comes from port ${port} after the next update of their details`,
        );
      }
      await writePorts(portsFile, { ...ports, [folder]: port });
      return { url: backend.url, backend };
    }
    const url = `http://127.0.0.1:${port}`;
    // An instance with the same folder runs: this start only hands its wishes over to it.
    if ((await ownerOf(url)) === ownerId) return { url, backend: null };
  }
  throw new StartError(
    `the demo backend cannot listen on any port from ${FIRST_PORT} to ${FIRST_PORT + PORT_COUNT - 1}; give a backend with --backend-url=URL`,
  );
}

function candidates(remembered: number | undefined, ports: PortsByFolder): number[] {
  const taken = new Set(Object.values(ports));
  const all = Array.from({ length: PORT_COUNT }, (_, index) => FIRST_PORT + index);
  const unclaimed = all.filter((port) => !taken.has(port));
  const claimed = all.filter((port) => taken.has(port) && port !== remembered);
  return [...(remembered === undefined ? [] : [remembered]), ...unclaimed, ...claimed];
}

function unlessPortInUse(error: unknown): null {
  if (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))
    return null;
  throw error;
}

async function ownerOf(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/_health`, { signal: AbortSignal.timeout(2_000) });
    const answer = (await response.json()) as { ownerId?: unknown };
    return typeof answer.ownerId === 'string' ? answer.ownerId : null;
  } catch {
    return null;
  }
}

/** Folders that are gone give their ports back. */
async function readPorts(file: string): Promise<PortsByFolder> {
  try {
    const parsed = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(parsed).filter(
        (entry): entry is [string, number] => Number.isInteger(entry[1]) && existsSync(entry[0]),
      ),
    );
  } catch {
    return {};
  }
}

async function writePorts(file: string, ports: PortsByFolder): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(ports, null, 2)}\n`);
}
