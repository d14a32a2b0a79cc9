/** One mini-program of a backend: its package, and the details that go with it. */
import * as z from 'zod';
import {
  buildPackage,
  describePackage,
  readPackageFolder,
  type BuiltPackage,
  type PackageFiles,
} from '../../build/author-kit/package-zip.ts';

export interface BackendApp {
  readonly appId: string;
  /** What the package holds: a folder, files by path, or the bytes of an archive (hostile ones too). */
  readonly folder?: string;
  readonly files?: PackageFiles;
  readonly archive?: Uint8Array;
  /** Fields of the details that replace the computed ones; `{base}` in strings becomes the backend's URL. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface ServedApp {
  readonly appId: string;
  readonly package: BuiltPackage;
  readonly packagePath: string;
  /** The first icon of its manifest. */
  readonly icon: { readonly bytes: Uint8Array; readonly type: string } | null;
  /** The details as they go out, for a backend at `base`. */
  detailsAt(base: string): Record<string, unknown>;
}

const manifestSchema = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  name_localized: z.record(z.string(), z.string()).optional(),
  description_localized: z.record(z.string(), z.string()).optional(),
  icons: z.array(z.looseObject({ src: z.string(), type: z.string().optional() })).optional(),
  version: z.union([z.string(), z.looseObject({ name: z.string() })]),
});

/** Builds the package. Files without a manifest get a plain one. */
export async function serveApp(app: BackendApp): Promise<ServedApp> {
  const files = app.folder ? await readPackageFolder(app.folder) : (app.files ?? {});
  const manifest = readManifest(files) ?? { name: app.appId, version: '1.0.0' };
  const complete = 'manifest.json' in files ? files : { ...files, 'manifest.json': plainManifest(app.appId) };
  const built = app.archive ? describePackage(app.archive) : await buildPackage(complete);
  const version = typeof manifest.version === 'string' ? manifest.version : manifest.version.name;
  const packagePath = `/packages/${app.appId}/${version}-${built.sha256.slice(0, 12)}.zip`;
  const icon = iconIn(files, manifest);
  return {
    appId: app.appId,
    package: built,
    packagePath,
    icon,
    detailsAt: (base) => ({
      appId: app.appId,
      name: manifest.name,
      description: manifest.description ?? '',
      ...(manifest.name_localized ? { names: manifest.name_localized } : {}),
      ...(manifest.description_localized ? { descriptions: manifest.description_localized } : {}),
      ...(icon ? { iconUrl: `${base}/icons/${app.appId}` } : {}),
      version,
      packageUrl: `${base}${packagePath}`,
      packageSha256: built.sha256,
      packageSize: built.bytes.length,
      permissions: [],
      serviceDomains: [new URL(base).host],
      developmentSettings: {},
      ...(insertBase(app.details ?? {}, base) as Record<string, unknown>),
    }),
  };
}

function iconIn(files: PackageFiles, manifest: Partial<z.infer<typeof manifestSchema>>): ServedApp['icon'] {
  const icon = manifest.icons?.[0];
  const bytes = icon && files[icon.src];
  return bytes ? { bytes: Buffer.from(bytes), type: icon.type ?? 'application/octet-stream' } : null;
}

function readManifest(files: PackageFiles): z.infer<typeof manifestSchema> | null {
  const bytes = files['manifest.json'];
  if (bytes === undefined) return null;
  try {
    return manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    // A broken manifest is a test's own wish: it is served as it is.
    return null;
  }
}

function plainManifest(appId: string): string {
  return JSON.stringify({ app_id: appId, name: appId, version: { name: '1.0.0', code: 1 }, start_url: 'index.html' });
}

function insertBase(value: unknown, base: string): unknown {
  if (typeof value === 'string') return value.replaceAll('{base}', base).replaceAll('{host}', new URL(base).host);
  if (Array.isArray(value)) return value.map((item) => insertBase(item, base));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, insertBase(item, base)]));
}
