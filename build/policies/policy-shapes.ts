/** What each policy is made of, read from its schema, for templates that have types of their own. */
import * as z from 'zod/mini';
import { lockedSettingsSchema, policySchema } from '../../main/policies/policy-schema.ts';

export interface PolicyShape {
  readonly name: string;
  readonly kind: 'boolean' | 'number' | 'text' | 'choice' | 'list';
  readonly choices: readonly string[];
  /** In English. */
  readonly description: string;
  readonly isSetting: boolean;
}

export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

const KINDS: Readonly<Record<string, PolicyShape['kind']>> = {
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
  string: 'text',
  array: 'list',
};

/** Every policy of its own, then every setting that can be decided. */
export function policyShapes(): readonly PolicyShape[] {
  const own = shapesOf(z.omit(policySchema(), { settings: true }), false);
  return [...own, ...shapesOf(lockedSettingsSchema(), true)];
}

/** Of `policy.json`. */
export function policyJsonSchema(): JsonSchema {
  return z.toJSONSchema(policySchema(), { unrepresentable: 'any', io: 'input' }) as JsonSchema;
}

function shapesOf(schema: z.ZodMiniType, isSetting: boolean): PolicyShape[] {
  const { properties = {} } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as JsonSchema;
  return Object.entries(properties).map(([name, property]) => {
    // What may be null is text that may be left out.
    const { type = '', enum: choices = [] } = property.anyOf?.find((one) => one.type !== 'null') ?? property;
    const kind = choices.length > 0 ? 'choice' : KINDS[type];
    if (kind === undefined) throw new Error(`No template has a type for the policy "${name}"`);
    const description =
      property.description ??
      `The setting "${name}" of settings.json (docs/settings.md): every user has this value, and nobody changes it.`;
    return { name, kind, choices, description, isSetting };
  });
}
