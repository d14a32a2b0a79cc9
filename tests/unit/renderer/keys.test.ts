import { expect, it } from 'vitest';
import { withCommandKey } from '../../../renderer/launcher/widgets/keys.ts';

it.each([
  ['MacIntel', '⌘N'],
  ['Win32', 'Ctrl+N'],
  ['Linux x86_64', 'Ctrl+N'],
])('the keys on %s are %s', (platform, keys) => {
  expect(withCommandKey('N', platform)).toBe(keys);
});
