/**
 * Harmless spellings of JSON that people's servers write, put right before anything is checked: `null` and `[]`
 * where a member is absent, a count as a text of digits, 0 for a size that is not known. What is left over is
 * checked as ever.
 */

/** `optional`: may be absent. `count`: optional, too, and a positive whole number. `list`: optional, without gaps. */
export type MemberRule = 'optional' | 'count' | 'list' | ((value: unknown) => unknown);

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
  if (rule === 'list') return spelledList(member);
  if (member === null || (Array.isArray(member) && member.length === 0)) return undefined;
  return rule === 'count' ? countOf(member) : member;
}

/**
 * `undefined` when there is nothing in it. PHP writes a list whose keys it lost count of as an object, `{"0": …, "2": …}`;
 * empty entries are what a filter or a text field left behind.
 */
export function spelledList(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  const list = Array.isArray(value) ? value : listOf(value);
  if (list === null) return value;
  const entries = list.filter((entry) => entry !== null && entry !== '');
  return entries.length === 0 ? undefined : entries;
}

/** `null`: it is no list. */
function listOf(value: unknown): unknown[] | null {
  if (typeof value !== 'object' || value === null) return null;
  return Object.keys(value).every((key) => /^\d{1,6}$/.test(key)) ? Object.values(value) : null;
}

function countOf(member: unknown): unknown {
  const text = typeof member === 'string' ? member.trim() : null;
  const count = text !== null && /^\d{1,15}(?:\.0+)?$/.test(text) ? Number(text) : member;
  return count === 0 || text === '' ? undefined : count;
}
