import { describe, expect, it } from 'vitest';
import { createPolicyProofs } from '../../../../main/sessions/policy/policy-proof.ts';

const ORIGIN = 'mp://a';
const OLD = "default-src 'self'; script-src 'self' 'sha256-old='; connect-src 'self' https://old.example";
const NOW = "default-src 'self'; script-src 'self' 'sha256-now='; connect-src 'self' https://now.example";
const proofs = createPolicyProofs(Buffer.alloc(32, 1));
const shown = (policy: string, proof: string): Headers =>
  new Headers({ 'container-policy': policy, 'container-policy-proof': proof });
const proofOf = (origin: string, policy: string, by = proofs): string =>
  by.headerFor(origin, policy)['container-policy-proof']!;

describe('a policy that is shown again', () => {
  it('keeps its scripts and gets the service domains of now', () => {
    expect(proofs.renew(ORIGIN, NOW, shown(OLD, proofOf(ORIGIN, OLD)))).toBe(
      "default-src 'self'; script-src 'self' 'sha256-old='; connect-src 'self' https://now.example",
    );
  });

  it.each([
    ['nobody proves it', shown(OLD, '')],
    ['the proof is another’s', shown(OLD, proofOf('mp://b', OLD))],
    ['the proof is of other scripts', shown(OLD, proofOf(ORIGIN, NOW))],
    ['the key is another one', shown(OLD, proofOf(ORIGIN, OLD, createPolicyProofs(Buffer.alloc(32, 2))))],
    [
      'it has scripts added',
      shown(OLD.replace("'sha256-old='", "'sha256-old=' 'unsafe-inline'"), proofOf(ORIGIN, OLD)),
    ],
    ['it has no scripts', shown('default-src *', proofOf(ORIGIN, 'default-src *'))],
    ['nothing is shown', new Headers()],
  ])('is the one of now when %s', (_what, headers) => {
    expect(proofs.renew(ORIGIN, NOW, headers)).toBe(NOW);
  });
});
