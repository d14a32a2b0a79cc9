/** Where the bundled files are: everything lies beside the main bundle, packed or not. */
import path from 'node:path';

export interface AppPaths {
  /** With package.json. */
  readonly appFolder: string;
  /** The licences of everything that is bundled. */
  readonly thirdPartyNotices: string;
  readonly miniProgramPreload: string;
  readonly launcherPreload: string;
  readonly serviceWorkerPreload: string;
  /** What dedicated and shared workers run first. */
  readonly workerInterfaces: string;
  readonly inlineScriptsWorker: string;
  /** What reads the system's certificate store. */
  readonly certificatesWorker: string;
  readonly launcherFolder: string;
  readonly pagesFolder: string;
  /** What turns drawings into pixels. */
  readonly drawing: {
    readonly workerFile: string;
    readonly wasmFile: string;
    readonly fontFiles: readonly string[];
  };
  /** The list of the mini-programs that came with the application, and where their packages are. */
  readonly builtIn: { readonly indexFile: string; readonly archivesFolder: string };
  readonly icon: string;
  /** Of the tray: small ones, each with a `@2x` form beside it. */
  readonly iconsFolder: string;
}

/** `mainFolder`: the folder of the main bundle. */
export function appPaths(mainFolder: string): AppPaths {
  const root = path.join(mainFolder, '..');
  return {
    appFolder: root,
    thirdPartyNotices: path.join(root, 'THIRD-PARTY-NOTICES.txt'),
    miniProgramPreload: path.join(root, 'preload', 'mini-program.cjs'),
    launcherPreload: path.join(root, 'preload', 'launcher.cjs'),
    serviceWorkerPreload: path.join(root, 'preload', 'service-worker.cjs'),
    workerInterfaces: path.join(root, 'preload', 'worker.js'),
    inlineScriptsWorker: path.join(mainFolder, 'inline-scripts-worker.js'),
    certificatesWorker: path.join(mainFolder, 'certificates-worker.js'),
    launcherFolder: path.join(root, 'renderer', 'launcher'),
    pagesFolder: path.join(root, 'renderer', 'pages'),
    drawing: {
      workerFile: path.join(root, 'drawing', 'worker.cjs'),
      wasmFile: path.join(root, 'drawing', 'renderer.wasm'),
      fontFiles: ['figtree-latin', 'figtree-latin-ext', 'vazirmatn-arabic'].map((name) =>
        path.join(root, 'drawing', `${name}.woff2`),
      ),
    },
    // Packages lie beside app.asar: they are not what its hash is made of, and have their own.
    builtIn: {
      indexFile: path.join(root, 'built-in.json'),
      archivesFolder: path.join(root, '..', 'built-in'),
    },
    icon: path.join(root, 'icons', 'icon.png'),
    iconsFolder: path.join(root, 'icons'),
  };
}
