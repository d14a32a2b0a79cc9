/** `node tests/chromium-host/run.ts [OPTIONS]`: runs the bundled product on an installed Chromium. */
import path from 'node:path';
import { parseHostCommandLine } from './app/command-line.ts';
import { runHost } from './host.ts';

const args = process.argv.slice(2);
const appFolder = path.resolve(
  process.env['LARDER_APP_DIR'] ?? path.join(import.meta.dirname, '..', '..', 'out', 'app'),
);
const { headless } = parseHostCommandLine(args, process.env, process.platform);
const reason = headless && !args.includes('--headless') ? ' There is no display: it runs without windows.' : '';
process.stderr.write(
  `chromium host: Larder runs on Chromium instead of Electron, without tray, system notifications and protocol registration.${reason}\n`,
);

try {
  await runHost({ appFolder, args });
} catch (error) {
  process.stderr.write(`chromium host: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
