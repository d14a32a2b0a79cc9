/** `npm run schemas`: writes the JSON Schemas and the OpenAPI file of docs/ anew. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { backendOpenApi } from './backend-openapi.ts';
import { brandJsonSchema, detailsJsonSchema, manifestJsonSchema } from './json-schemas.ts';

/** Paths below docs/, with their content. */
export function madeDocuments(): ReadonlyMap<string, string> {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    ['schemas/manifest.schema.json', json(manifestJsonSchema())],
    ['schemas/details.schema.json', json(detailsJsonSchema())],
    ['schemas/brand.schema.json', json(brandJsonSchema())],
    ['backend.openapi.json', json(backendOpenApi())],
  ]);
}

if (import.meta.main) {
  const docs = path.resolve(import.meta.dirname, '..', '..', 'docs');
  for (const [name, content] of madeDocuments()) writeFileSync(path.join(docs, name), content);
}
