/** The product's sources, as the tests of its texts read them. */
import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

export interface Source {
  /** From the root of the project. */
  readonly file: string;
  readonly tree: ts.SourceFile;
}

export function sourcesOf(...patterns: string[]): Source[] {
  return patterns
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .filter(
      (file) =>
        !file.includes('/messages/en/') && !file.includes('/messages/fa/') && !file.includes('/messages/zh-Hans/'),
    )
    .map((file) => ({
      file,
      tree: ts.createSourceFile(
        file,
        readFileSync(path.join(ROOT, file), 'utf8'),
        ts.ScriptTarget.Latest,
        true,
        file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
      ),
    }));
}

export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

export function placeOf({ file, tree }: Source, node: ts.Node): string {
  return `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
