/** What `npm run pack -- OPTIONS` and `npm run dist -- OPTIONS` understand. */
import { StartError } from '../bootstrap/messages.mjs';

export type PackPlatform = 'linux' | 'mac' | 'win';
export type PackArch = 'x64' | 'arm64';
export type PackVariant = 'product' | 'test';

export interface PackCommand {
  readonly platform: PackPlatform;
  /** Empty: this computer's for the directory, all of electron-builder.yml for installers. */
  readonly archs: readonly PackArch[];
  readonly variant: PackVariant;
  readonly installers: boolean;
  /** Windows: installers for all users of a computer, in place of those for one. */
  readonly perMachine: boolean;
  /** Folders and packages of mini-programs that come with the application, as the person wrote them. */
  readonly builtIns: readonly string[];
}

const PLATFORMS: Readonly<Partial<Record<NodeJS.Platform, PackPlatform>>> = {
  darwin: 'mac',
  linux: 'linux',
  win32: 'win',
};

/** Throws `StartError` for anything it does not know. */
export function parsePackCommand(args: readonly string[], current: NodeJS.Platform): PackCommand {
  const platforms = new Set<PackPlatform>();
  const archs = new Set<PackArch>();
  let [variant, installers, perMachine]: [PackVariant, boolean, boolean] = ['product', false, false];
  const builtIns: string[] = [];
  for (const arg of args) {
    if (arg.startsWith('--with=') && arg !== '--with=') {
      builtIns.push(arg.slice('--with='.length));
      continue;
    }
    switch (arg) {
      case '--linux':
      case '--mac':
      case '--win':
        platforms.add(arg.slice(2) as PackPlatform);
        break;
      case '--x64':
      case '--arm64':
        archs.add(arg.slice(2) as PackArch);
        break;
      case '--test-variant':
        variant = 'test';
        break;
      case '--per-machine':
        perMachine = true;
        break;
      case '--installers':
        installers = true;
        break;
      default:
        throw new StartError(
          `there is no option "${arg}"; the options are --linux, --mac, --win, --x64, --arm64, --per-machine, --with=DIR and --test-variant`,
        );
    }
  }
  if (platforms.size > 1) throw new StartError('one platform at a time: --linux, --mac or --win');
  // Its inspector is open to whoever starts it.
  if (installers && variant === 'test')
    throw new StartError('the test variant is never installed: use npm run pack -- --test-variant');
  const platform = [...platforms][0] ?? PLATFORMS[current];
  if (!platform) throw new StartError(`there is no installer for ${current}`);
  if (perMachine && (platform !== 'win' || !installers))
    throw new StartError('--per-machine is for installers of Windows: npm run dist -- --win --per-machine');
  return { platform, archs: [...archs], variant, installers, perMachine, builtIns };
}
