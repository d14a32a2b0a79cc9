/**
 * Files in a mini-program's folder that serve its author and are no part of the mini-program: a
 * package does not hold them, and a folder that is run as it is does not serve them.
 */

/** At any depth: hidden files, what npm installs, type declarations, logs, editors' copies. */
const ANYWHERE = /^\.|^node_modules$|\.log$|\.d\.[cm]?ts$|~$/;
const AT_THE_TOP: ReadonlySet<string> = new Set([
  'details.json',
  'jsconfig.json',
  'package.json',
  'package-lock.json',
  'readme.md',
  'server.mjs',
  'tsconfig.json',
]);

/** `file`: a path of a file or folder inside the mini-program's folder, with `/`. */
export function isDevelopmentFile(file: string): boolean {
  const segments = file.split('/');
  return (
    segments.some((segment) => ANYWHERE.test(segment)) || (segments.length === 1 && AT_THE_TOP.has(file.toLowerCase()))
  );
}
