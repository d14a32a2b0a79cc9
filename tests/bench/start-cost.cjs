/** In the process that is measured: writes what its main bundle has cost until the first window, as JSON, in ms of CPU. */
const process = require('node:process');
const { renameSync, writeFileSync } = require('node:fs');
const { registerHooks } = require('node:module');
const { isMainThread } = require('node:worker_threads');

const file = process.env['LARDER_BENCH_START_FILE'];
const ENTRY = /\/main\/index\.js$/;

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Whole, or not there yet. */
function write(cost) {
  writeFileSync(`${file}.tmp`, JSON.stringify(cost));
  renameSync(`${file}.tmp`, file);
}

/** Between the end of the bundle and ready nothing of it runs: that is the host's. */
function watch() {
  const { app } = require('electron');
  const startedAt = cpuMs();
  const whenReady = app.whenReady.bind(app);
  app.whenReady = () => {
    app.whenReady = whenReady;
    const loadMs = cpuMs() - startedAt;
    void whenReady().then(() => {
      const readyAt = cpuMs();
      app.once('browser-window-created', () => write({ loadMs, startMs: cpuMs() - readyAt }));
    });
    return whenReady();
  };
}

if (isMainThread && file) {
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      if (!ENTRY.test(url)) return nextLoad(url, context);
      hooks.deregister();
      watch();
      return nextLoad(url, context);
    },
  });
}
