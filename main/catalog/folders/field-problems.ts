/** Says in a sentence's second half what is wrong with a parsed value: `serviceDomains[0] must be a string`. */
import type * as z from '../../support/zod.ts';

type Issue = z.core.$ZodIssue;

/** The first problem of `error`, with the path to the field. A problem of the whole value is about "the answer". */
export function describeFieldProblem(error: z.ZodError, whole = 'the answer'): string {
  return firstFieldProblem(error, whole).text;
}

/** The same, and where the field is. */
export function firstFieldProblem(
  error: z.ZodError,
  whole: string,
): { readonly path: readonly PropertyKey[]; readonly text: string } {
  const issue = deepest(error.issues[0]);
  if (!issue) return { path: [], text: `${whole} has a wrong shape` };
  return { path: issue.path, text: `${fieldName(issue.path) || whole} ${requirement(issue)}` };
}

/** A union's own issue says nothing: the branch that came furthest knows which field is wrong. */
function deepest(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue;
  const branches = issue.errors.map((issues) => issues[0]).filter((first) => first !== undefined);
  const furthest = branches.reduce<Issue | undefined>(
    (best, next) => (!best || next.path.length > best.path.length ? next : best),
    undefined,
  );
  return furthest && deepest({ ...furthest, path: [...issue.path, ...furthest.path] } as Issue);
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text ? '.' : ''}${String(key)}`),
    '',
  );
}

function requirement(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('must')
        ? issue.message
        : issue.input === undefined && /undefined/.test(issue.message)
          ? 'is missing'
          : `must be ${noun(issue.expected)}`;
    case 'too_small':
      return issue.origin === 'string' && Number(issue.minimum) === 1
        ? 'must not be empty'
        : `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unit(issue.origin)}`;
    default:
      return issue.message.startsWith('must') ? issue.message : `has a wrong value (${issue.message})`;
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries long' : '';
}

function noun(expected: string): string {
  if (expected === 'int') return 'a whole number';
  if (expected === 'record') return 'an object';
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}
