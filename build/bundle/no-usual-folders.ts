/**
 * Stands for env-paths in the bundle of main. It asks the system for the home folder as soon as it is loaded, which throws for an
 * account that has none, and electron-store asks it for a folder that Larder always names itself.
 */
export default function usualFolders(): never {
  throw new Error('Cannot tell the usual folders: the bundle of the main process names its own.');
}
