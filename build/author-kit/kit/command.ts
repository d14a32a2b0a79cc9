/** The commands of the author's kit: `npx larder new|dev|check|package`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { StartError } from '../../bootstrap/messages.mjs';
import { checkMiniProgram } from '../check/check-mini-program.ts';
import { newMiniProgram, type ToolNames } from '../new-mini-program.ts';
import { packageMiniProgram, type PackagePrinter } from '../package-mini-program.ts';
import { TEMPLATES } from '../template-files.ts';
import { developMiniProgram } from './develop.ts';

const HELP = `Commands for the authors of mini-programs:
  larder new NAME [--template=${TEMPLATES.join('|')}] [--dir=DIR]
                                   a mini-program to begin with
  larder dev DIR|URL [--run=COMMAND] [OPTIONS of Larder]
                                   runs a folder, or what a dev server serves, and follows its changes;
                                   --run starts a command beside it, and may be repeated
  larder check DIR [--json] [--run=COMMAND]
                                   opens it over a slow network and compares what it costs with a budget;
                                   --run starts its developer server for that time
  larder package DIR [--out=FILE.zip] [--store]
                                   checks it, makes its package, and prints the details for a backend`;

const PRINTER: PackagePrinter = {
  say: (line) => process.stderr.write(`${line}\n`),
  print: (json) => process.stdout.write(`${json}\n`),
};

const TOOLS: ToolNames = {
  make: 'npx larder new',
  start: 'npx larder dev ',
  package: 'npx larder package ',
  guide: 'node_modules/larder-author-kit/docs/first-mini-program.md',
  kitFor: kitFor,
};

/** As the project says that installed the kit; a file of npm's is named from the new folder. */
async function kitFor(target: string): Promise<string> {
  const manifest = await readFile('package.json', 'utf8').catch(() => '{}');
  const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, Record<string, string> | undefined>;
  const said = dependencies?.['larder-author-kit'] ?? devDependencies?.['larder-author-kit'];
  if (said?.startsWith('file:')) {
    const file = said.startsWith('file://') ? fileURLToPath(said) : path.resolve(said.slice('file:'.length));
    return `file:${path.relative(target, file).split(path.sep).join('/')}`;
  }
  if (said) return said;
  const own = JSON.parse(await readFile(new URL('../package.json', pathToFileURL(import.meta.filename)), 'utf8')) as {
    version: string;
  };
  return `^${own.version}`;
}

/** Answers the exit code. */
export async function run([command, ...args]: readonly string[]): Promise<number> {
  try {
    switch (command) {
      case 'new':
        await newMiniProgram(args, (line) => process.stdout.write(`${line}\n`), TOOLS);
        return 0;
      case 'dev':
        return await developMiniProgram(args);
      case 'check':
        return (await checkMiniProgram(args, PRINTER)) ? 0 : 1;
      case 'package':
        await packageMiniProgram(args, PRINTER);
        return 0;
      case undefined:
      case 'help':
      case '--help':
        process.stdout.write(`${HELP}\n`);
        return 0;
      default:
        throw new StartError(`there is no command "${command}". larder --help lists them`);
    }
  } catch (error) {
    process.stderr.write(`larder: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

if (process.argv[1] === import.meta.filename) process.exitCode = await run(process.argv.slice(2));
