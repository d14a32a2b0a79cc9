import os from 'node:os';

/** As Chromium's `base::GetHomeDir`: where the system names none, it is the folder for temporary files. */
export function homeFolder(): string {
  try {
    return os.homedir() || os.tmpdir();
  } catch {
    return os.tmpdir();
  }
}

/** As Chromium tells the first process of a second one's: empty where it was deleted. */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}
