/** `node tests/demo-backend/run.ts --port=43117`: the demo backend alone, until SIGINT or SIGTERM. */
import { parseArgs } from 'node:util';
import { createDemoBackend } from './demo-backend.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '43117' },
    'data-delay-ms': { type: 'string', default: '0' },
    'package-delay-ms': { type: 'string', default: '0' },
    'audio-delay-ms': { type: 'string', default: '0' },
  },
});
const backend = await createDemoBackend({
  port: Number(values.port),
  controls: {
    dataDelayMs: Number(values['data-delay-ms']),
    packageDelayMs: Number(values['package-delay-ms']),
    audioDelayMs: Number(values['audio-delay-ms']),
  },
});
process.stdout.write(`${backend.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void backend.close().then(() => process.exit(0)));
}
