/** The certificates that this computer trusts beside those that Node brings. Slow on some systems: for a worker. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';

export interface StoreReading {
  /** PEM, each once; those that Node has by itself are left out. */
  readonly certificates: readonly string[];
  /** How many cannot be read. */
  readonly broken: number;
  /** Why a part of the store could not be read at all; for the log. */
  readonly problems: readonly string[];
}

export interface StoreSources {
  /** PEM, of the system's own store. May throw. */
  readonly readSystem?: () => readonly string[];
  /** Absolute; those that are not there are nothing special. */
  readonly bundleFiles?: readonly string[];
}

/** Where the distributions of Linux keep what their users trust (as Go's crypto/x509 knows them). */
export const LINUX_BUNDLES: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Larger files are no list of certificates. */
const MAX_BUNDLE_CHARACTERS = 16 * 1024 * 1024;
const PEM = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]*-----END (?:TRUSTED )?CERTIFICATE-----/g;

export function readSystemStore({
  readSystem = () => tls.getCACertificates('system'),
  bundleFiles = process.platform === 'linux' ? LINUX_BUNDLES : [],
}: StoreSources = {}): StoreReading {
  const problems: string[] = [];
  const attempt = (name: string, read: () => readonly string[]): readonly string[] => {
    try {
      return read();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') problems.push(`${name}: ${code ?? message}`);
      return [];
    }
  };
  const found = [
    ...attempt('the system', readSystem),
    ...bundleFiles.flatMap((file) => attempt(file, () => certificatesIn(readFileSync(file, 'latin1')))),
  ];
  const seen = new Set(tls.rootCertificates.map(bodyOf));
  const certificates: string[] = [];
  let broken = 0;
  for (const pem of found) {
    const body = bodyOf(pem);
    if (seen.has(body)) continue;
    seen.add(body);
    if (isCertificate(pem)) certificates.push(pem);
    else broken += 1;
  }
  return { certificates, broken, problems };
}

function certificatesIn(text: string): readonly string[] {
  return text.length > MAX_BUNDLE_CHARACTERS ? [] : (text.match(PEM) ?? []);
}

/** Doubles differ in line ends only. */
function bodyOf(pem: string): string {
  return pem.replace(/-----[^-]*-----|\s/g, '');
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.byteLength > 0;
  } catch {
    return false;
  }
}
