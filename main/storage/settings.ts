/** What the user has chosen: `settings.json`, an electron-store file. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ElectronStore from 'electron-store';
import type { Clock } from '../support/clock.ts';
import { createSystemClock } from '../support/clock.ts';
import { AppError } from '../support/errors.ts';
import { createListeners } from '../support/listeners.ts';
import { PRIVATE_FILE_MODE, temporaryName } from './atomic-file.ts';
import { storageProblem, type StorageProblem } from '../models/storage-problem.ts';
import { createQuarantine } from './quarantine.ts';
import { settingsSchema, type SettingsValues } from './settings-schema.ts';
import { decodeJson, parseJson } from '../support/json-text.ts';

/** Raised when an older Larder would misread the file; it then leaves the file alone. */
const SETTINGS_SCHEMA_VERSION = 1;

export { settingsSchema, type SettingsValues };

export interface Settings {
  get(): SettingsValues;
  /** Saves `change`. Throws `AppError('storage-failed')`; nothing has changed then. */
  update(change: Partial<SettingsValues>): SettingsValues;
  /** Called after every update. Returns the function that ends it. */
  onChange(listener: (values: SettingsValues) => void): () => void;
  /** Changes last until Larder ends: the file belongs to a newer version. */
  readonly isTemporary: boolean;
  /** Fields of the file that are no settings: those of an older Larder, for `carry-over.ts`. Empty in a file of a newer one. */
  readonly otherFields: Readonly<Record<string, unknown>>;
  /** Replaces such a field; `undefined` takes it off the file. Throws `AppError('storage-failed')`. */
  writeOtherField(name: string, value: unknown): void;
  /** What could not be read when the settings were opened. */
  readonly problems: readonly StorageProblem[];
}

/**
 * Opens `<folder>/settings.json`. A file that is not JSON is moved to `quarantine/` and the
 * defaults hold; of one with a wrong field, a copy is kept and only that field is lost. A file
 * of a newer Larder is read as far as it is understood and never written: changes then last
 * until Larder ends.
 */
export function openSettings(folder: string, clock: Clock = createSystemClock()): Settings {
  const quarantine = createQuarantine(path.join(folder, 'quarantine'), () => clock.now());
  const file = path.join(folder, 'settings.json');
  const problems: StorageProblem[] = [];
  const listeners = createListeners<[SettingsValues]>();
  const reading = readSettings(file);
  const setAside = (options?: { keepOriginal: boolean }): string => {
    try {
      return quarantine.quarantine(file, 'settings', options);
    } catch (cause) {
      throw new AppError('storage-failed', `Cannot set the damaged settings in "${file}" aside.`, { cause });
    }
  };
  if (reading.kind === 'not-json') {
    const copy = setAside();
    problems.push(storageProblem(file, { key: 'problems.settings.setAside', values: { copy: `quarantine/${copy}` } }));
  } else if (reading.kind === 'newer') {
    problems.push(storageProblem(file, { key: 'problems.settings.newer' }));
  } else if (reading.lost.length > 0) {
    const copy = setAside({ keepOriginal: true });
    problems.push(
      storageProblem(
        file,
        { key: 'problems.settings.partly', values: { copy: `quarantine/${copy}` } },
        { fields: reading.lost },
      ),
    );
  }
  let values = reading.values;
  if (reading.kind === 'read') makePlain(file);
  const target = reading.kind === 'newer' ? null : openFile(folder);
  // Told once: what could not be read is replaced now, not at the next change.
  if (reading.lost.length > 0) saveTo(target, values);

  return {
    problems,
    isTemporary: target === null,
    otherFields: target === null ? {} : reading.otherFields,
    writeOtherField(name, value) {
      saving(() => (value === undefined ? target?.delete(name) : target?.set(name, value)));
    },
    get: () => values,
    update(change) {
      const next = settingsSchema.parse({ ...values, ...change });
      saveTo(target, next);
      values = next;
      listeners.notify(values);
      return values;
    },
    onChange: listeners.add,
  };
}

function saveTo(target: ElectronStore<Record<string, unknown>> | null, values: SettingsValues): void {
  saving(() => target?.set({ schemaVersion: SETTINGS_SCHEMA_VERSION, ...values }));
}

function saving(write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new AppError('storage-failed', { key: 'problems.settingsNotSaved' }, { cause });
  }
}

/** electron-store reads UTF-8 without a mark: an editor's spelling of the file becomes that. */
function makePlain(file: string): void {
  let plain: Buffer;
  try {
    const bytes = readFileSync(file);
    plain = Buffer.from(decodeJson(bytes) ?? bytes);
    if (plain.equals(bytes)) return;
  } catch {
    // There is none yet, or what comes next says why it cannot be used.
    return;
  }
  const temporary = path.join(path.dirname(file), temporaryName(path.basename(file)));
  try {
    writeFileSync(temporary, plain, { mode: PRIVATE_FILE_MODE });
    renameSync(temporary, file);
  } catch {
    // What comes next says why it cannot be used.
    rmSync(temporary, { force: true });
  }
}

function openFile(folder: string): ElectronStore<Record<string, unknown>> {
  try {
    return new ElectronStore({
      cwd: folder,
      name: 'settings',
      accessPropertiesByDotNotation: false,
      configFileMode: PRIVATE_FILE_MODE,
    });
  } catch (cause) {
    throw new AppError('storage-failed', `Cannot use the settings in "${folder}".`, { cause });
  }
}

export interface SettingsReading {
  readonly kind: 'read' | 'newer' | 'not-json';
  readonly values: SettingsValues;
  readonly lost: readonly string[];
  readonly otherFields: Readonly<Record<string, unknown>>;
}

/** Reads `file` and changes nothing. Throws `AppError('storage-failed')` when it is there and cannot be read. */
export function readSettings(file: string): SettingsReading {
  let content: unknown;
  try {
    content = parseJson(readFileSync(file));
  } catch (error) {
    const kind = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'read' : 'not-json';
    if (kind === 'not-json' && !(error instanceof SyntaxError))
      throw new AppError('storage-failed', `Cannot read the settings in "${file}".`, { cause: error });
    return { kind, values: settingsSchema.parse({}), lost: [], otherFields: {} };
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return { kind: 'not-json', values: settingsSchema.parse({}), lost: [], otherFields: {} };
  const fields = content as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  const lost: string[] = [];
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const parsed = schema.safeParse(fields[name]);
    if (parsed.success) kept[name] = parsed.data;
    else lost.push(name);
  }
  const otherFields = Object.fromEntries(
    Object.entries(fields).filter(([name]) => !(name in settingsSchema.shape) && name !== 'schemaVersion'),
  );
  const isNewer = typeof fields.schemaVersion === 'number' && fields.schemaVersion > SETTINGS_SCHEMA_VERSION;
  return { kind: isNewer ? 'newer' : 'read', values: settingsSchema.parse(kept), lost, otherFields };
}
