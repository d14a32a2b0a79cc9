/** A stand-in for an unpacked Electron: the files that electron-builder asks for, and nothing that runs. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What Electron's fuse wire begins with, from @electron/fuses. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron is delivered: run-as-node, node options, inspect, own V8 snapshot, file privileges. */
const DELIVERED = '10110001';

/** An executable with the fuse wire: version, length, states. */
function executable(): Buffer {
  const filler = Buffer.alloc(64 * 1024);
  return Buffer.concat([filler, Buffer.from(SENTINEL), Buffer.from([1, DELIVERED.length]), Buffer.from(DELIVERED), filler]);
}

/** Fills `folder` with a stand-in for Electron on Linux. */
export async function writeElectronFolder(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'resources'), { recursive: true });
  await mkdir(path.join(folder, 'locales'));
  await writeFile(path.join(folder, 'electron'), executable(), { mode: 0o755 });
  await writeFile(path.join(folder, 'LICENSE'), 'A stand-in');
  await writeFile(path.join(folder, 'locales', 'en-US.pak'), '');
}
