/**
 * Lists of a stranger's. A schema that looks at every item makes a finding of each wrong one: a hundred thousand of them
 * take main half a minute. A list is refused with its first wrong item, and the rest is not looked at.
 */
import * as z from '../support/zod.ts';

export function listOf<T extends z.ZodMiniType>(item: T, max: number): z.ZodMiniType<z.output<T>[]> {
  return z.pipe(
    z.array(z.unknown()).check(z.maxLength(max)),
    z.transform((given, context): z.output<T>[] => {
      const list: z.output<T>[] = [];
      for (const [index, value] of given.entries()) {
        const parsed = item.safeParse(value);
        if (!parsed.success) {
          const [{ path, message } = { path: [], message: 'invalid' }] = parsed.error.issues;
          context.issues.push({ code: 'custom', input: value, path: [index, ...path], message });
          return z.NEVER;
        }
        list.push(parsed.data);
      }
      return list;
    }),
  );
}
