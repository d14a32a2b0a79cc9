import { createSecureContext } from 'node:tls';
import { expect, it } from 'vitest';
import { createServerCertificate, toPem } from '../network/certificate.ts';

it('the host’s certificate has no empty line when its base64 fills the last one', () => {
  for (const bytes of [47, 48, 49, 96]) expect(toPem(Buffer.alloc(bytes))).not.toContain('\n\n');
});

it('the host’s certificate is readable', () => {
  const { cert, key } = createServerCertificate();
  expect(() => createSecureContext({ cert, key })).not.toThrow();
});
