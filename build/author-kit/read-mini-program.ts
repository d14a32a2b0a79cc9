/** A mini-program's folder as the commands of the author's kit use it: read whole, and right by the container's rules. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileChoiceOf, NO_CHOICE, type FileChoice } from '../../main/catalog/folders/development-files.ts';
import { DETAILS_FILE, type FolderDetails } from '../../main/catalog/folders/open-folder.ts';
import { versionNameOf, type Manifest } from '../../main/catalog/packages/manifest.ts';
import { decodeJson } from '../../main/support/json-text.ts';
import { StartError } from '../bootstrap/messages.mjs';
import { shown } from './arguments.ts';
import { checkFolder } from './check-folder.ts';
import { readFolderFiles, type FolderFiles } from './folder-files.ts';
import { remarksOf } from './remarks.ts';

export interface ReadMiniProgram {
  readonly appId: string;
  readonly name: string;
  readonly version: string;
  readonly manifest: Manifest;
  readonly details: FolderDetails;
  readonly files: FolderFiles['files'];
  readonly leftOut: readonly string[];
  /** What an author wants to know. */
  readonly remarks: readonly string[];
}

/** `folder`: absolute. Throws `StartError`, with a line for each reason. */
export async function readMiniProgram(folder: string, purpose = 'open'): Promise<ReadMiniProgram> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory())
    throw new StartError(`cannot ${purpose} ${shown(folder)}: ${found ? 'it is a file' : 'there is no such folder'}`);
  const detailsText = await readDetails(folder);
  const contents = await readFolderFiles(folder, choiceIn(detailsText));
  const { manifest, details, problems, remarks } = checkFolder(contents, detailsText);
  if (!manifest || problems.length > 0) {
    throw new StartError(
      `cannot ${purpose} ${shown(folder)}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
  }
  return {
    appId: manifest.app_id,
    name: manifest.name,
    version: versionNameOf(manifest) ?? '0.0.0',
    manifest,
    details,
    files: contents.files,
    leftOut: contents.leftOut,
    remarks: [...remarks, ...remarksOf(contents, detailsText)],
  };
}

/** `null`: there is none. Throws `StartError`. */
async function readDetails(folder: string): Promise<string | null> {
  const bytes = await readFile(path.join(folder, DETAILS_FILE)).catch(() => null);
  const text = bytes && decodeJson(bytes);
  if (bytes && text === null) throw new StartError(`${DETAILS_FILE} is not text in UTF-8`);
  return text;
}

function choiceIn(detailsText: string | null): FileChoice {
  try {
    return fileChoiceOf(JSON.parse(detailsText ?? '{}'));
  } catch {
    // Told with its place by the check.
    return NO_CHOICE;
  }
}
