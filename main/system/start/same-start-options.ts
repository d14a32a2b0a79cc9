import type { CommandLine } from './command-line.ts';

/** Options that give another start the data folder and the backend of this one. */
export function sameStartOptions({
  userDataDir,
  backendUrl,
}: Pick<CommandLine, 'userDataDir' | 'backendUrl'>): string[] {
  return [
    ...(userDataDir ? [`--user-data-dir=${userDataDir}`] : []),
    ...(backendUrl ? [`--backend-url=${backendUrl}`] : []),
  ];
}
