import { expect, it } from 'vitest';
import { demoBackendUrl, demoEnvironment, demoSuggestions } from '../../../../main/system/start/demo.ts';

const given = { LARDER_DEMO_BACKEND: 'http://127.0.0.1:4711/', LARDER_DEMO: '[{"appId":"Sample1","name":"Sample"}]' };
const demoOf = (environment: Readonly<Record<string, string | undefined>>): unknown => [
  demoBackendUrl(environment),
  demoSuggestions(environment),
];

it('the demo is what the start script names', () => {
  expect(demoOf(demoEnvironment(false, given))).toEqual([
    'http://127.0.0.1:4711',
    [{ appId: 'Sample1', name: 'Sample' }],
  ]);
});

it.each([
  ['the copy is installed', demoEnvironment(true, given)],
  ['nothing is named', {}],
  [
    'it is no list, and no backend that may be used',
    { LARDER_DEMO_BACKEND: 'http://demo.example', LARDER_DEMO: '{"appId":1}' },
  ],
])('there is no demo when %s', (_when, environment) => {
  expect(demoOf(environment)).toEqual([null, []]);
});
