import { expect, it } from 'vitest';
import { createOffers } from '../../../main/composition/offers.ts';
import type { MiniProgramSummary } from '../../../main/models/mini-program-summary.ts';
import { createBackendHttp } from '../../../main/network/client/backend-http.ts';
import { NO_OBSERVER } from '../../../main/network/client/request-observer.ts';
import { json, startLocalServer } from '../../fakes/local-server.ts';

const SHA256 = 'ab'.repeat(32);
const KNOWN = {
  appId: 'bank',
  name: 'Bank',
  description: 'Mine.',
  installed: { version: '1', sha256: SHA256, icon: 'i.png' },
};

/** Searches a backend that lists `listed`, where `known` are on this computer. */
async function search(listed: readonly object[], known: readonly object[], areShown = true) {
  const server = await startLocalServer(json({ apps: listed }));
  const offers = createOffers({
    http: createBackendHttp({ userAgent: 'test' }),
    messages: { current: () => ({ locale: 'fa-IR' }) as never },
    policies: { isAllowed: (appId) => appId !== 'forbidden' },
    pictures: {
      areShown: () => areShown,
      offered: { offer: (appId, url) => (url ? `/offered/${appId}` : undefined), read: () => Promise.resolve(null) },
    },
    observer: NO_OBSERVER,
    store: { summary: (appId) => (known as MiniProgramSummary[]).find((one) => one.appId === appId) },
    backendUrl: () => server.url,
  });
  const answer = await offers('');
  return answer.kind === 'offers' ? answer.offers : answer.kind;
}

it.each([
  ['its name', { name: 'Larger bank' }],
  ['its name in the language of who reads', { names: { fa: 'بانک' } }],
  ['its description', { description: 'Yours.' }],
  ['its icon', { iconUrl: 'https://i.example/other.png' }],
])('a list cannot change %s for what is installed', async (_what, claims) => {
  expect(await search([{ appId: 'bank', name: 'Bank', ...claims }], [KNOWN])).toEqual([
    { appId: 'bank', name: 'Bank', description: 'Mine.', iconUrl: '/icons/bank?v=abababab' },
  ]);
});

it('what is not installed is as the list says, also when it was added once', async () => {
  const listed = [
    { appId: 'bank', name: 'Bank', names: { fa: 'بانک' }, iconUrl: '/i.png' },
    { appId: 'forbidden', name: 'No' },
    { appId: 'Bank', name: 'Bank' },
  ];
  expect(await search(listed, [{ ...KNOWN, installed: null }])).toEqual([
    { appId: 'bank', name: 'بانک', description: '', iconUrl: '/offered/bank' },
    { appId: 'Bank', name: 'Bank', description: '' },
  ]);
});

it('no picture of an installed one is named while none are shown', async () => {
  expect(await search([{ appId: 'bank', name: 'x' }], [KNOWN], false)).toEqual([
    { appId: 'bank', name: 'Bank', description: 'Mine.' },
  ]);
});
