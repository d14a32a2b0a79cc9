/** Import this first, and what needs `electron-store` dynamically after it: plain Node has no `electron`. */
import { registerHooks } from 'node:module';

registerHooks({
  // Only for electron-store: whoever looks for the binary must still find it.
  resolve: (specifier, context, next) =>
    specifier === 'electron' && context.parentURL?.includes('/electron-store/')
      ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
