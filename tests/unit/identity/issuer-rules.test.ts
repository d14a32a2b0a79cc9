import { describe, expect, it } from 'vitest';
import { isIssuerAllowed, isSafeAddress } from '../../../main/identity/issuer-rules.ts';

describe('the issuer that a backend names', () => {
  const backend = 'https://mp.example.co.uk/base';

  it.each([
    ['https://mp.example.co.uk', backend],
    ['https://id.example.co.uk/realms/a', backend],
    ['https://example.co.uk:8443', backend],
    ['https://me.github.io', 'https://me.github.io'],
    ['https://10.0.0.1:8443', 'https://10.0.0.1'],
    ['https://login', 'https://login'],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:4000'],
    ['http://localhost:5000', 'http://localhost:4000'],
  ])('may be %s for %s', (issuer, of) => {
    expect(isIssuerAllowed(issuer, of, [])).toBe(true);
  });

  it.each([
    ['https://other.co.uk', backend],
    ['https://example.co.uk.evil.example', backend],
    ['https://evil-example.co.uk', backend],
    ['https://co.uk', backend],
    ['http://id.example.co.uk', backend],
    ['https://user@id.example.co.uk', backend],
    ['https://id.example.co.uk?x', backend],
    ['https://id.example.co.uk#', backend],
    ['https://id.example.co.uk?', backend],
    ['https://you.github.io', 'https://me.github.io'],
    ['https://10.0.0.2', 'https://10.0.0.1'],
    ['https://other', 'https://login'],
    ['http://127.0.0.1:5000', backend],
    ['http://127.0.0.1:5000', 'https://127.0.0.1:4000'],
    ['http://10.0.0.1', 'http://10.0.0.1'],
    ['javascript:1', backend],
    ['', backend],
  ])('may not be %s for %s', (issuer, of) => {
    expect(isIssuerAllowed(issuer, of, [])).toBe(false);
  });

  it('may be one of the list, in exactly its spelling and with TLS', () => {
    const listed = ['https://login.company.example/tenant', 'http://login.company.example'];
    expect(isIssuerAllowed('https://login.company.example/tenant', backend, listed)).toBe(true);
    expect(isIssuerAllowed('https://login.company.example/tenant/', backend, listed)).toBe(false);
    expect(isIssuerAllowed('https://login.company.example', backend, listed)).toBe(false);
    expect(isIssuerAllowed('http://login.company.example', backend, listed)).toBe(false);
  });
});

describe('an address of the provider', () => {
  it('has TLS, but on this computer beside a backend there', () => {
    expect(isSafeAddress(new URL('https://anywhere.example'), 'https://mp.example')).toBe(true);
    expect(isSafeAddress(new URL('http://127.0.0.1:1'), 'http://localhost:2')).toBe(true);
    expect(isSafeAddress(new URL('http://127.0.0.1:1'), 'https://mp.example')).toBe(false);
    expect(isSafeAddress(new URL('http://anywhere.example'), 'http://127.0.0.1')).toBe(false);
    expect(isSafeAddress(new URL('file:///x'), 'http://127.0.0.1')).toBe(false);
  });
});
