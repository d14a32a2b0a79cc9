/** The ESLint rule that holds the tables of rooms.js. */
import path from 'node:path';
import { EXCEPTIONS, MODULES, PACKAGES, ROOMS } from './rooms.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
/** The rows whose folder is deepest come first: a file belongs to the first that holds it. */
const ROOM_NAMES = Object.keys(ROOMS).sort((a, b) => b.length - a.length);

/** @param {string} file relative to the repository, with `/` */
export function roomOf(file) {
  return ROOM_NAMES.find((room) => file.startsWith(`${room}/`)) ?? null;
}

/** `main` in a row stands for every room of main. */
function isAllowed(from, to) {
  const { mayImport } = ROOMS[from];
  return mayImport.includes(to) || (mayImport.includes('main') && to.startsWith('main/'));
}

/**
 * Why `file` may not import `source`; `null` when it may.
 * @param {string} file relative to the repository, with `/`
 * @param {string} source as it is written
 * @param {boolean} isType the import is gone at run time
 */
export function objectionTo(file, source, isType) {
  const room = roomOf(file);
  if (!source.startsWith('.')) {
    if (source === 'electron' && room && !ROOMS[room].electron) return `${room} does not know Electron.`;
    if (room === 'main' && !file.includes('/', 'main/'.length)) return null;
    const rule = MODULES.find(({ modules }) => modules.includes(source));
    const applies = rule && !isType && file.startsWith('main/');
    return applies && !rule.files.some((allowed) => file.startsWith(allowed)) ? rule.message : null;
  }
  const target = path.posix.join(path.posix.dirname(file), source);
  const walled = PACKAGES.find((folder) => target.startsWith(`${folder}/`) && !file.startsWith(`${folder}/`));
  if (walled) return target === `${walled}/index.ts` ? null : `${walled} is a package: import its index.ts.`;
  if (!room) return null;
  // A folder of main without a row would hold whatever it likes.
  if (room === 'main' && file.includes('/', 'main/'.length))
    return `${path.posix.dirname(file)} has no row in build/lint/rooms.js.`;
  const targetRoom = roomOf(target);
  if (targetRoom === room) return null;
  if (EXCEPTIONS.some(({ from, to }) => from === file && to === target)) return null;
  if (!targetRoom) return `${room} does not import ${target.split('/', 2)[0]}.`;
  if (EXCEPTIONS.some(({ from, to }) => from === file && to === targetRoom)) return null;
  return isAllowed(room, targetRoom)
    ? null
    : `${room} may not import ${targetRoom}: build/lint/rooms.js is the table of who may.`;
}

function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType') return true;
  const { specifiers = [] } = node;
  return specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type' || each.exportKind === 'type');
}

/** @type {import('eslint').Rule.RuleModule} */
const mayImport = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = path.relative(ROOT, context.filename).split(path.sep).join('/');
    const check = (node, source) => {
      if (typeof source?.value !== 'string') return;
      const message = objectionTo(file, source.value, isTypeOnly(node));
      if (message) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
    };
  },
};

export default { rules: { 'may-import': mayImport } };
