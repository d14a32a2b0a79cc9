/**
 * zod without its methods: what every start loads and builds of it is a quarter. `zod/mini` has no messages of its own,
 * so English ones are chosen here, once for the process.
 */
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

z.config(en());

export * from 'zod/mini';
/** By name: the namespace that `zod/mini` has it in would bring all of zod and each of its languages into the bundle. */
export { $ZodError as ZodError } from 'zod/v4/core';
