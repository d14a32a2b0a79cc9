/** Stand for `__dirname` and `__filename` of CommonJS code inside the ESM bundle (esbuild `inject`). */
import { fileURLToPath } from 'node:url';

export const bundleFilename = fileURLToPath(import.meta.url);
export const bundleDirname = fileURLToPath(new URL('.', import.meta.url));
