/** The templates of policies for every system, made from the schema that the application reads by. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Brand } from '../../preload/contract/brand.ts';
import { examplePolicies, toMobileconfig } from './macos-profile.ts';
import { readBrand } from '../brand/read-brand.ts';
import { policyJsonSchema, policyShapes } from './policy-shapes.ts';
import { toAdml, toAdmx } from './windows-template.ts';

/** Paths below the folder of templates, with their content. */
export function policyTemplates({ name, appId }: Pick<Brand, 'name' | 'appId'>): ReadonlyMap<string, string> {
  const names = { productName: name, registryKey: name, bundleId: appId };
  const shapes = policyShapes();
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    [`windows/${names.registryKey}.admx`, toAdmx(shapes, names)],
    [`windows/en-US/${names.registryKey}.adml`, toAdml(shapes, names)],
    [`macos/${names.bundleId}.mobileconfig`, toMobileconfig(names)],
    ['linux/policy.json', json({ $schema: '../policy.schema.json', ...examplePolicies() })],
    ['policy.schema.json', json(policyJsonSchema())],
  ]);
}

/** Into out/policies; answers an exit code. Throws `StartError` for a brand that cannot be used. */
export function writePolicyTemplates(): number {
  const folder = path.resolve(import.meta.dirname, '..', '..', 'out', 'policies');
  for (const [name, content] of policyTemplates(readBrand(process.env))) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    console.log(path.relative(process.cwd(), file));
  }
  return 0;
}
