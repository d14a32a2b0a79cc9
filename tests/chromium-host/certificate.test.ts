import { createSecureContext } from 'node:tls';
import { expect, it } from 'vitest';
import { createServerCertificate } from './certificate.ts';

it('the host’s certificate is readable whatever length its signature has', () => {
  const lengths = new Set<number>();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { cert, key } = createServerCertificate();
    expect(() => createSecureContext({ cert, key })).not.toThrow();
    lengths.add(cert.length);
  }
  expect(lengths.size).toBeGreaterThan(1);
});
