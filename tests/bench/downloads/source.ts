/** The server of the download rows, and curl, which is what its speed is compared with. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { say } from '../../../build/bootstrap/messages.mjs';
import { issueCertificate } from '../../unit/network/client/certificates.ts';
import { atEnd } from '../cleaning-up.ts';

export interface Source {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
}

export interface SecureSource extends Source {
  /** Of the server that speaks HTTP/2 as `localhost`. */
  readonly securePort: number;
  /** PEM: whom to trust for it. */
  readonly rootFile: string;
}

/** Started in a process of its own; ends with the row. */
export async function startSource(): Promise<Source> {
  return sourceAt(await startProcess([]));
}

/** The same, which speaks HTTP/2, too. */
export async function startSecureSource(folder: string): Promise<SecureSource> {
  const root = await issueCertificate({ name: 'Bench root', isAuthority: true });
  const leaf = await issueCertificate({ name: 'localhost', dnsNames: ['localhost'], issuer: root });
  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const rootFile = await write('root.pem', root.certificatePem);
  const ports = await startProcess([await write('leaf.pem', leaf.certificatePem), await write('key.pem', leaf.keyPem)]);
  return { ...sourceAt(ports), securePort: ports[1] ?? 0, rootFile };
}

function sourceAt([port = 0]: readonly number[]): Source {
  return { port, url: `http://127.0.0.1:${port}` };
}

/** Its ports. */
async function startProcess(args: readonly string[]): Promise<readonly number[]> {
  const script = path.join(import.meta.dirname, 'source-process.ts');
  const child = spawn(process.execPath, ['--no-warnings', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(async () => {
    const closed = once(child, 'close');
    child.kill();
    await closed;
  });
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'error').then(([error]) => Promise.reject(error as Error)),
  ])) as [Buffer];
  return line.toString().trim().split(' ').map(Number);
}

/** ms that curl takes to bring `url` into a file, which is deleted again; `null` when there is no curl. */
export function timeCurl(url: string, folder: string): Promise<number | null> {
  return timeCurlWith([url], folder);
}

/** The same with options of curl; each address is brought into a file of its own. */
export async function timeCurlWith(args: readonly string[], folder: string): Promise<number | null> {
  const target = await mkdtemp(path.join(folder, 'curl-'));
  const startedAt = performance.now();
  const all = ['--silent', '--fail', '--output', path.join(target, 'file-#1'), ...args];
  const child = spawn('curl', all, { stdio: 'ignore' });
  const ended = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const ms = performance.now() - startedAt;
  await rm(target, { recursive: true, force: true });
  if (!ended) return null;
  if (ended[0] !== 0) throw new Error(`curl ended with ${String(ended[0])}`);
  return ms;
}

/** Says so where there is no curl. */
export async function lookForCurl(row: string, source: Source, folder: string): Promise<void> {
  if ((await timeCurl(`${source.url}/bytes/1`, folder)) === null)
    say(`bench ${row}: there is no curl to compare with (Debian: apt-get install curl)`);
}
