import { describe, expect, it } from 'vitest';
import { readTypedBackendUrl, usableBackendUrl } from '../../../../main/network/rules/backend-url.ts';

describe('readTypedBackendUrl', () => {
  it.each([
    ['https://backend.example/base/?a#b', 'https://backend.example/base'],
    [' backend.example ', 'https://backend.example'],
    ['backend.example:8443/x/', 'https://backend.example:8443/x'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1:3000/mp', 'http://127.0.0.1:3000/mp'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['HTTPS://Backend.Example', 'https://backend.example'],
    ['例子.测试', 'https://xn--fsqu00a.xn--0zwm56d'],
  ])('reads %j as %s', (typed, url) => {
    expect(readTypedBackendUrl(typed, false)).toEqual({ ok: true, url });
  });

  it.each([
    ['', 'not-a-url'],
    ['two words', 'not-a-url'],
    ['ftp://backend.example', 'not-a-url'],
    ['javascript:alert(1)', 'not-a-url'],
    ['https://', 'not-a-url'],
    ['https://user:secret@backend.example', 'has-credentials'],
    ['user@backend.example', 'has-credentials'],
    ['http://backend.example', 'insecure'],
  ])('refuses %j: %s', (typed, problem) => {
    expect(readTypedBackendUrl(typed, false)).toEqual({ ok: false, problem });
  });

  it('takes http: to other computers in developer mode', () => {
    expect(readTypedBackendUrl('http://192.168.1.5:8080', true)).toEqual({ ok: true, url: 'http://192.168.1.5:8080' });
  });
});

describe('usableBackendUrl', () => {
  it('leaves out what only developer mode may use', () => {
    expect(usableBackendUrl('http://192.168.1.5', true)).toBe('http://192.168.1.5');
    expect(usableBackendUrl('http://192.168.1.5', false)).toBeNull();
    expect(usableBackendUrl(null, true)).toBeNull();
  });
});
