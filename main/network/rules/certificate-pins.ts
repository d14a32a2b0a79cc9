/** Certificate pins of a service domain: `sha256/<base64 SPKI>`. */
import { createHash, X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';

/** A chain longer than this is nobody's; the walk must end on a hostile one. */
const MAX_CHAIN = 16;

/** `sha256/<base64>` of the certificate's public key. */
export function pinOf(certificate: X509Certificate): string {
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return `sha256/${createHash('sha256').update(key).digest('base64')}`;
}

/**
 * True when one of `pins` is the key of the server's certificate or of a certificate above it, as
 * in HPKP (RFC 7469, 2.6): a pinned authority survives a new server certificate.
 *
 * A server may present certificates that do not belong to its chain, a pinned one among them. So
 * only those count that are reached from the server's own certificate by verified signatures of
 * authorities.
 */
export function matchesPins(presented: PeerCertificate | DetailedPeerCertificate, pins: readonly string[]): boolean {
  const wanted = new Set(pins);
  let certificate = new X509Certificate(presented.raw);
  let next = issuerOf(presented);
  for (let depth = 0; depth < MAX_CHAIN; depth += 1) {
    if (wanted.has(pinOf(certificate))) return true;
    if (!next) return false;
    const issuer = new X509Certificate(next.raw);
    if (!issuer.ca || !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return false;
    // A root names itself as its issuer.
    if (issuer.fingerprint256 === certificate.fingerprint256) return false;
    certificate = issuer;
    next = issuerOf(next);
  }
  return false;
}

function issuerOf(certificate: PeerCertificate | DetailedPeerCertificate): DetailedPeerCertificate | null {
  const issuer = 'issuerCertificate' in certificate ? certificate.issuerCertificate : undefined;
  return issuer?.raw ? issuer : null;
}
