import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { expect, it } from 'vitest';
import { readSystemStore } from '../../../../main/network/trust/read-system-store.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { issueCertificate } from '../client/certificates.ts';

it('gives each certificate once, without those that Node has, and counts what is broken', async () => {
  const folder = createTemporaryFolder();
  const [one, two] = await Promise.all(['One', 'Two'].map((name) => issueCertificate({ name, isAuthority: true })));
  const broken = '-----BEGIN CERTIFICATE-----\nMIIBbroken\n-----END CERTIFICATE-----';
  const bundle = path.join(folder, 'bundle.pem');
  const windowsLines = one!.certificatePem.replaceAll('\n', '\r\n');
  writeFileSync(bundle, `# A comment\n${windowsLines}\n${broken}\n${two!.certificatePem}\n${tls.rootCertificates[0]}`);
  mkdirSync(path.join(folder, 'a-folder'));
  const reading = readSystemStore({
    readSystem: () => [one!.certificatePem, tls.rootCertificates[1]!],
    bundleFiles: [bundle, path.join(folder, 'not-there.pem'), path.join(folder, 'a-folder')],
  });
  expect(reading.certificates).toEqual([one!.certificatePem, two!.certificatePem]);
  expect(reading.broken).toBe(1);
  expect(reading.problems).toEqual([`${path.join(folder, 'a-folder')}: EISDIR`]);
});

it('gives what the files hold when the system’s own store cannot be read', async () => {
  const file = path.join(createTemporaryFolder(), 'bundle.pem');
  const { certificatePem } = await issueCertificate({ name: 'One', isAuthority: true });
  writeFileSync(file, certificatePem);
  const reading = readSystemStore({
    readSystem: () => {
      throw new Error('the store is locked');
    },
    bundleFiles: [file],
  });
  expect(reading).toEqual({ certificates: [certificatePem], broken: 0, problems: ['the system: the store is locked'] });
});
