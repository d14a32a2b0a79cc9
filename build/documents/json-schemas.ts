/** JSON Schemas of the files that authors, backends and platforms write, made from the schemas that Larder reads them by. */
import * as z from 'zod/mini';
import { brandSchema } from '../brand/brand-schema.ts';
import { manifestSchema } from '../../main/catalog/packages/manifest.ts';
import { configSchema } from '../../main/models/identity.ts';
import { offerSchema } from '../../main/catalog/offers/offer-list.ts';
import { detailsSchema } from '../../main/models/details-schema.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What `z.refine` checks and JSON Schema can say. */
const PATTERNS: Readonly<Record<string, string>> = { appId: '^[0-9A-Za-z]{1,48}$' };

export function manifestJsonSchema(): JsonObject {
  return withEditorMember(fromZod(manifestSchema(), 'manifest.json of a mini-program (docs/manifest.md)'));
}

/** The answer of the details API, and `details.json` beside a `--open-dir`. */
export function detailsJsonSchema(): JsonObject {
  return withEditorMember(fromZod(detailsSchema(), 'The details of a mini-program (docs/backend.md)'));
}

/** The answer of `/bapi/mp/v1/config`. */
export function configJsonSchema(): JsonObject {
  const made = fromZod(configSchema(), 'What a backend says about its users (docs/backend.md)');
  return Object.fromEntries(Object.entries(made).filter(([name]) => name !== '$schema'));
}

/** One entry of the answer of `/bapi/mp/v1/apps`. */
export function offerJsonSchema(): JsonObject {
  const made = fromZod(offerSchema(), 'One mini-program of the list (docs/backend.md)');
  return Object.fromEntries(Object.entries(made).filter(([name]) => name !== '$schema'));
}

export function brandJsonSchema(): JsonObject {
  return fromZod(brandSchema, 'brand.json of a build (docs/branding.md)');
}

function fromZod(schema: z.core.$ZodType, title: string): JsonObject {
  const made = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    io: 'input',
    override({ jsonSchema, path }) {
      const pattern = PATTERNS[String(path.at(-1))];
      if (pattern !== undefined && jsonSchema.type === 'string') jsonSchema.pattern = pattern;
    },
  });
  return { ...made, title } as unknown as JsonObject;
}

/** Members that Larder does not know are allowed; editors write `$schema` first. */
function withEditorMember(schema: JsonObject): JsonObject {
  return { ...schema, properties: { $schema: { type: 'string' }, ...(schema.properties as object) } };
}
