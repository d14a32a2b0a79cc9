/** The command lines of the author's kit: words, and options with a value (`--dir=DIR`). */
import path from 'node:path';
import { StartError } from '../bootstrap/messages.mjs';

export interface KitArguments<Option extends string> {
  readonly words: readonly string[];
  readonly options: Readonly<Partial<Record<Option, string>>>;
}

/** Throws `StartError` with `usage` for an option that is not known or has no value. */
export function readArguments<Option extends string>(
  args: readonly string[],
  known: readonly Option[],
  usage: string,
): KitArguments<Option> {
  const words: string[] = [];
  const options: Partial<Record<Option, string>> = {};
  for (const arg of args) {
    const match = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(arg);
    if (!match) {
      words.push(arg);
      continue;
    }
    const [, name = '', value = ''] = match;
    const option = known.find((one) => one === name);
    if (!option) throw new StartError(`there is no option --${name}; ${usage}`);
    if (value === '') throw new StartError(`the option --${name} needs a value (--${name}=…); ${usage}`);
    options[option] = value;
  }
  return { words, options };
}

/** npm runs scripts in the folder of package.json; paths are meant from where the person stands. */
export function fromWhereAsked(file: string, environment: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(environment['INIT_CWD'] ?? process.cwd(), file);
}

/** A path as the person would write it. */
export function shown(file: string, environment: NodeJS.ProcessEnv = process.env): string {
  const relative = path.relative(environment['INIT_CWD'] ?? process.cwd(), file);
  if (relative === '') return '.';
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : `./${relative.split(path.sep).join('/')}`;
}
