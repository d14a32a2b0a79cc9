/**
 * A process that saves states until it is killed: `node state-writer.ts FOLDER`. It prints each
 * number once that number is saved.
 */
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true } : next(specifier, context)),
});
const { openMiniProgramStore } = await import('../../main/storage/mini-program-store.ts');
const store = openMiniProgramStore({ folder: process.argv[2] ?? '' });
store.add({ appId: 'abc', name: 'Sample', description: 'x'.repeat(20_000) });
for (let number = store.get('abc')?.dataAt ?? 0; ; number += 1) {
  store.update('abc', { dataAt: number });
  writeSync(1, `${number}\n`);
}
