/** docs/tutorial/context-isolation.md, docs/api/context-bridge.md, ipc-renderer.md, ipc-main.md. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type FixtureHost } from './fixture-host.ts';

let host: FixtureHost;
const inPage = <T>(text: string): Promise<T> => host.run<T>(`return inPage(globalThis.win, ${JSON.stringify(text)})`);

beforeAll(async () => {
  host = await startFixture();
  await host.run(`
    const target = session.fromPartition('persist:bridge');
    serve(target, { '/': '<title>Bridge</title><iframe src="/frame"></iframe>', '/frame': '<title>Frame</title>' });
    globalThis.win = await open({ webPreferences: { session: target } });
  `);
});
afterAll(() => host.stop());

describe('context-bridge.md: exposeInMainWorld', () => {
  it('copies objects without prototypes, methods of classes and symbols when an API is exposed', async () => {
    const seen = await inPage(`return {
      point: Object.getPrototypeOf(api.point) === Object.prototype && Object.keys(api.point),
      nested: [Object.getOwnPropertySymbols(api.nested).length, 'symbol' in api.nested, Object.getOwnPropertyDescriptor(api.nested, 'now').value, api.nested.list[1].deep],
      ipcRenderer: Object.keys(api.ipcRenderer),
      request: [Object.keys(api.request), api.request instanceof Request],
      cloned: [api.date.getTime(), api.map.get('a'), [...api.bytes]],
    }`);
    expect(seen).toEqual({
      point: ['x'],
      nested: [0, false, 5, true],
      ipcRenderer: [],
      request: [[], false],
      cloned: [5, 1, [1, 2, 3]],
    });
  });

  it('freezes everything it exposes, and the property of the window', async () => {
    expect(
      await inPage(`
        const property = Object.getOwnPropertyDescriptor(window, 'api');
        return [Object.isFrozen(api), Object.isFrozen(api.nested.list[1]), Object.isFrozen(api.invoke), property.writable, property.configurable]`),
    ).toEqual([true, true, true, false, false]);
  });

  it('refuses a key that the window has already, and a value that cannot be cloned', async () => {
    expect(await inPage(`try { api.exposeAgain() } catch (error) { return error.message }`)).toBe(
      'Cannot bind an API on top of an existing property on the window object',
    );
    expect(await inPage(`try { api.exposeWeakMap() } catch (error) { return error.message }`)).toBe(
      'An object could not be cloned.',
    );
  });

  it('copies arguments and results, and proxies functions and promises both ways, when a function is called', async () => {
    const seen = await inPage(`
      class Own { constructor() { this.a = 1 } get b() { return 2 } }
      const given = { list: [1] };
      const back = api.identity(given);
      return [api.describe(new Own()), back !== given && back.list !== given.list && back.list[0], api.callBack((value) => value.from), (await api.resolveLater()).fine,
        await api.identity(Promise.resolve('later')), api.identity((value) => value * 2)(21)]`);
    expect(seen).toEqual([{ type: 'object', prototype: 'Object', keys: ['a'] }, 1, 'preload', [1], 'later', 42]);
  });

  it('keeps only the message of errors when they are thrown, rejected or passed', async () => {
    const seen = await inPage(`
      const describe = (error) => [error.constructor === Error, error.message, 'extra' in error];
      const thrown = (() => { try { api.throwCustom() } catch (error) { return describe(error) } })();
      return [thrown, await api.rejectCustom().catch(describe), describe(api.identity(Object.assign(new RangeError('given'), { extra: 1 })))]`);
    expect(seen).toEqual([
      [true, 'custom', false],
      [true, 'rejected', false],
      [true, 'given', false],
    ]);
  });

  it('refuses symbols as arguments and objects nested deeper than 1000', async () => {
    expect(await inPage(`try { api.identity(Symbol('x')) } catch (error) { return error.message }`)).toBe(
      'An object could not be cloned.',
    );
    expect(
      await inPage(
        `let deep = {}; for (let i = 0; i < 1100; i++) deep = { deep }; try { api.identity(deep) } catch (error) { return error.message }`,
      ),
    ).toContain('recursion depth exceeded');
  });
});

describe('context-bridge.md: executeInMainWorld', () => {
  it('calls the function with copied arguments and answers its copied result', async () => {
    expect(await inPage('return api.executeInMainWorld()')).toEqual({ sum: 3 });
  });
});

describe('sandbox.md: preload scripts', () => {
  it('have a part of process and may require electron only', async () => {
    expect(await inPage('return api.process()')).toMatchObject({
      sandboxed: true,
      contextIsolated: true,
      platform: process.platform,
      type: 'renderer',
    });
    expect(await inPage(`try { api.requireFs() } catch (error) { return error.message }`)).toBe('module not found: fs');
  });

  it('leave nothing behind in the page, and do not run in frames', async () => {
    const seen = await inPage(`
      const frame = document.querySelector('iframe').contentWindow;
      const names = [...Object.getOwnPropertyNames(window), ...Object.getOwnPropertyNames(frame)];
      return [names.filter((name) => /larder|^binding|^require$|^process$|ipcRenderer|electron/i.test(name)), 'api' in frame]`);
    expect(seen).toEqual([[], false]);
  });

  it('throw when they use what the host does not provide', async () => {
    expect(await inPage(`try { api.missing() } catch (error) { return error.message }`)).toBe(
      'not provided by the Chromium host: ipcRenderer.sendSync',
    );
  });
});

describe('ipc-renderer.md: invoke and send', () => {
  it('use the structured clone algorithm both ways', async () => {
    const seen = await inPage(`
      const cycle = { big: 10n, none: undefined, date: new Date(7), map: new Map([[{ k: 1 }, new Set([NaN, -0])]]), bytes: new Uint16Array([1, 500]), error: new TypeError('t'), regexp: /x/gi, holes: [, 1] };
      cycle.self = cycle;
      const [back] = await api.invoke('echo', cycle);
      return [back.self === back, String(back.big), 'none' in back, back.date.getTime(), [...back.map.keys()][0].k, [...[...back.map.values()][0]].map((x) => Object.is(x, -0) ? '-0' : String(x)), [...back.bytes], back.bytes.constructor.name, back.error.message, String(back.regexp), 0 in back.holes]`);
    // The bridge fills holes, as it copies arrays item by item.
    expect(seen).toEqual([true, '10', true, 7, 1, ['NaN', '0'], [1, 500], 'Uint16Array', 't', '/x/gi', true]);
  });

  it('answer with errors that hold only the text when the handler throws or there is none', async () => {
    expect(
      await inPage(`return api.invoke('fail').catch((error) => [error.constructor === Error, error.message])`),
    ).toEqual([true, "Error invoking remote method 'fail': RangeError: text"]);
    expect(await inPage(`return api.invoke('nobody').catch((error) => error.message)`)).toBe(
      "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    );
  });

  it('refuse functions in what a handler answers', async () => {
    await host.run(`ipcMain.handle('function', () => ({ call() {} }))`);
    expect(await inPage(`return api.invoke('function').catch((error) => error.message)`)).toBe(
      "Error invoking remote method 'function': Error: An object could not be cloned.",
    );
  });

  it('tell the main process the frame, its URL and origin in the product’s own scheme', async () => {
    expect(await inPage(`history.replaceState(null, '', '/moved?x#y'); return api.invoke('sender')`)).toMatchObject({
      url: 'mp://host/moved?x#y',
      origin: 'mp://host',
      top: true,
    });
  });

  it('keep their order among each other', async () => {
    await host.run(`globalThis.order = []; ipcMain.on('order', (_event, n) => order.push(n))`);
    await inPage(`for (let n = 0; n < 50; n++) api.send('order', n); await api.invoke('echo')`);
    expect(await host.run('return order')).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });
});

describe('ipc-main.md: handle', () => {
  it('refuses a second handler for a channel and what is no function', async () => {
    await expect(host.run(`ipcMain.handle('echo', () => 1)`)).rejects.toThrow(
      "Attempted to register a second handler for 'echo'",
    );
    await expect(host.run(`ipcMain.handle('text', 'x')`)).rejects.toThrow('Expected handler to be a function');
  });
});

describe('web-contents.md: send', () => {
  it('delivers clones to listeners, and refuses what cannot be cloned', async () => {
    await host.run(`win.webContents.send('message', 1, { date: new Date(9) })`);
    expect(await inPage(`return messages.all().map(([one, other]) => [one, other.date.getTime()])`)).toEqual([[1, 9]]);
    await expect(host.run(`win.webContents.send('message', () => 1)`)).rejects.toThrow('Failed to serialize arguments');
  });

  it('delivers long messages whole and in their order, whatever the page has changed and whatever is in them', async () => {
    const seen = await host.run(`
      const window = await open({ webPreferences: { session: win.webContents.session } });
      await inPage(window, \`
        Blob.prototype.text = () => Promise.resolve('changed');
        Object.defineProperty(HTMLInputElement.prototype, 'files', { get: () => [] });\`);
      const texts = ['\\ufeff"\\\\ü😀\\0'.repeat(40_000), 'short', 'x'.repeat(300_000) + '\\ud800', 'y'.repeat(3_000_000)];
      for (const text of texts) window.webContents.send('message', text);
      window.webContents.send('message', new Uint8Array(200_000).fill(7));
      window.webContents.send('message', 'the last');
      globalThis.long = texts;
      const got = await inPage(window, \`
        for (; messages.all().length < 6;) await new Promise((resolve) => setTimeout(resolve, 5));
        const [first, second, third, fourth, bytes, last] = messages.all().map(([value]) => value);
        const echoed = await api.invoke('echo', 'z'.repeat(500_000));
        return [first, second, third.length, third.charCodeAt(300_000), fourth.length, bytes.length, bytes[199_999], last, echoed[0].length];\`);
      window.destroy();
      return [got[0] === texts[0], ...got.slice(1)];
    `);
    expect(seen).toEqual([true, 'short', 300_001, 0xd800, 3_000_000, 200_000, 7, 'the last', 500_000]);
  });

  it('throws when the window is destroyed', async () => {
    await expect(
      host.run(
        `const window = await open({ webPreferences: { session: win.webContents.session } }); const { webContents } = window; window.destroy(); webContents.send('message')`,
      ),
    ).rejects.toThrow('Object has been destroyed');
  });
});

describe('web-frame-main.md', () => {
  it('makes senderFrame null once the frame is gone', async () => {
    const seen = await host.run(`
      const events = [];
      ipcMain.handle('keep', (event) => { events.push(event); });
      const window = await open({ webPreferences: { session: win.webContents.session } });
      await inPage(window, 'await api.invoke("keep")');
      const before = events[0].senderFrame.url;
      await window.loadURL('mp://host/frame');
      const after = events[0].senderFrame;
      window.destroy();
      return [before, after];
    `);
    expect(seen).toEqual(['mp://host/', null]);
  });
});
