/** What a browser's parser would run, by the tree that parse5 makes: the measure for the scanner. */
import { createHash } from 'node:crypto';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';

export const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export interface TreeHashes {
  readonly scripts: string[];
  readonly handlers: string[];
}

/** Scripts without `src` that have no `type`, and every handler. A script that the text ends in never runs. */
export function hashesByTree(html: string): TreeHashes {
  const scripts = new Set<string>();
  const handlers = new Set<string>();
  const open: DefaultTreeAdapterTypes.Node[] = [parse(html, { sourceCodeLocationInfo: true })];
  for (let node = open.pop(); node; node = open.pop()) {
    if ('attrs' in node) {
      for (const { name, value } of node.attrs) if (name.startsWith('on')) handlers.add(hashOf(value));
      const isInline = node.tagName === 'script' && !node.attrs.some(({ name }) => name === 'src' || name === 'type');
      if (isInline && node.sourceCodeLocation?.endTag)
        scripts.add(hashOf(node.childNodes.map((child) => ('value' in child ? child.value : '')).join('')));
    }
    if ('content' in node) open.push(node.content);
    if ('childNodes' in node) open.push(...node.childNodes);
  }
  return { scripts: [...scripts].sort(), handlers: [...handlers].sort() };
}
