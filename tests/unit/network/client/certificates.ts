/** Certificates made for one test run. */
// @peculiar/x509 needs it before anything else.
import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const KEYS = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

export interface Issued {
  readonly keys: CryptoKeyPair;
  readonly certificate: x509.X509Certificate;
  readonly certificatePem: string;
  readonly keyPem: string;
  /** `sha256/<base64 SPKI>` */
  readonly pin: string;
}

export interface CertificateWish {
  readonly name: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly isAuthority?: boolean;
  readonly notAfter?: Date;
  /** Absent: signed by itself. */
  readonly issuer?: Issued;
}

export async function issueCertificate(wish: CertificateWish): Promise<Issued> {
  const keys = (await webcrypto.subtle.generateKey(KEYS, true, ['sign', 'verify'])) as CryptoKeyPair;
  const subject = `CN=${wish.name}`;
  const names: x509.JsonGeneralNames = [
    ...(wish.dnsNames ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(wish.ipAddresses ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: wish.issuer ? wish.issuer.certificate.subject : subject,
    publicKey: keys.publicKey,
    signingKey: wish.issuer ? wish.issuer.keys.privateKey : keys.privateKey,
    signingAlgorithm: KEYS,
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8)))
      .toString('hex')
      .replace(/^./, '1'),
    notBefore: new Date(Date.now() - 10 * DAY_MS),
    notAfter: wish.notAfter ?? new Date(Date.now() + 10 * DAY_MS),
    extensions: [
      new x509.BasicConstraintsExtension(wish.isAuthority ?? false, undefined, true),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const spki = Buffer.from(await webcrypto.subtle.exportKey('spki', keys.publicKey));
  return {
    keys,
    certificate,
    certificatePem: certificate.toString('pem'),
    keyPem: `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----\n`,
    pin: `sha256/${createHash('sha256').update(spki).digest('base64')}`,
  };
}
