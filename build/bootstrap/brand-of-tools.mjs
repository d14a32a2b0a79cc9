// @ts-check
/**
 * Tools that use the product's sources as they are (`npm run package`, `--with` of a build) use them under the brand
 * that `LARDER_BRAND` names, as a bundle does: a mini-program of a second brand has that brand's permission.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Call it before the first module of the product is loaded.
 * @param {string} root
 * @param {string | undefined} brandFile
 */
export function useBrand(root, brandFile) {
  const text = brandFile ? readBrandText(path.resolve(brandFile)) : null;
  if (text === null) return;
  const { href } = pathToFileURL(path.join(root, 'build', 'brand.json'));
  registerHooks({
    load: (url, context, next) =>
      url === href ? { format: 'json', source: text, shortCircuit: true } : next(url, context),
  });
}

/**
 * `null`: whoever builds with it says what is wrong with it.
 * @param {string} file
 */
function readBrandText(file) {
  try {
    const text = readFileSync(file, 'utf8');
    const brand = JSON.parse(text);
    return typeof brand === 'object' && brand !== null ? text : null;
  } catch {
    return null;
  }
}
