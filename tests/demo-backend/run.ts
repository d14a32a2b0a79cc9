/** `node tests/demo-backend/run.ts --port=43117`: the demo backend alone, until SIGINT or SIGTERM. */
import { parseArgs } from 'node:util';
import { createDemoBackend } from './demo-backend.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '43117' },
    'data-delay-ms': { type: 'string', default: '0' },
    'package-delay-ms': { type: 'string', default: '0' },
    'audio-delay-ms': { type: 'string', default: '0' },
    // An OpenID provider where users sign in.
    issuer: { type: 'string' },
    'client-id': { type: 'string', default: 'larder' },
    scope: { type: 'string', default: 'openid profile offline_access' },
  },
});
const backend = await createDemoBackend({
  port: Number(values.port),
  ...(values.issuer === undefined
    ? {}
    : { authorization: { issuer: values.issuer, clientId: values['client-id'], scope: values.scope } }),
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
