/**
 * Harmless spellings of JSON that people's servers write, put right before anything is checked: `null` and `[]`
 * where a member is absent, a count as a text of digits, 0 for a size that is not known. What is left over is
 * checked as ever.
 */

/** `optional`: may be absent. `count`: optional, too, and a positive whole number. */
export type MemberRule = 'optional' | 'count' | ((value: unknown) => unknown);

/** A copy of the object `value` with its members by `rules`; other members and other values stay as they are. */
export function spelled(value: unknown, rules: Readonly<Record<string, MemberRule>>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    return [name, rule === undefined ? member : bySpelling(rule, member)];
  });
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

function bySpelling(rule: MemberRule, member: unknown): unknown {
  if (typeof rule === 'function') return rule(member);
  if (member === null || (Array.isArray(member) && member.length === 0)) return undefined;
  return rule === 'count' ? countOf(member) : member;
}

function countOf(member: unknown): unknown {
  const text = typeof member === 'string' ? member.trim() : null;
  const count = text !== null && /^\d{1,15}(?:\.0+)?$/.test(text) ? Number(text) : member;
  return count === 0 || text === '' ? undefined : count;
}
