/** docs/api/debugger.md: a client of DevTools beside the host's own session. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFixture, type FixtureHost } from './fixture-host.ts';

let host: FixtureHost;
beforeAll(async () => {
  host = await startFixture();
  await host.run(`
    const target = session.fromPartition('persist:debugger');
    serve(target, { '/': '<title>Debugger</title>' });
    globalThis.win = await open({ webPreferences: { session: target } });
    globalThis.tools = win.webContents.debugger;
  `);
});
afterAll(() => host.stop());

const OFFLINE = `'Network.overrideNetworkState', { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }`;
const onLine = `inPage(globalThis.win, 'return navigator.onLine')`;

it('takes commands while it is attached, and what they did to the page ends with it', async () => {
  const seen = await host.run(`
    const states = [tools.isAttached(), await ${onLine}];
    tools.attach('1.3');
    await tools.sendCommand(${OFFLINE});
    states.push(tools.isAttached(), await ${onLine});
    tools.detach();
    while (!(await ${onLine})) await new Promise((resolve) => setTimeout(resolve, 10));
    return [...states, tools.isAttached()];`);
  expect(seen).toEqual([false, true, true, false, false]);
});

it('is attached once, tells when it is not any more, and takes no commands then', async () => {
  const seen = await host.run(`
    const said = [];
    tools.once('detach', (event, reason) => said.push(reason));
    tools.attach();
    try { tools.attach() } catch (error) { said.push(error.message) }
    await tools.sendCommand('Nonsense.method').catch((error) => said.push(error.constructor !== undefined));
    tools.detach();
    tools.detach();
    await tools.sendCommand(${OFFLINE}).catch((error) => said.push(error.message));
    return said;`);
  expect(seen).toEqual(['Debugger is already attached to the target', true, 'target closed', 'No target available']);
});
