/**
 * A test of the suite as a mini-program: the pages and workers that the suite's own server would make around it, and the
 * addresses that a mini-program does not have. `server`: of what answers in place of that server, without a trailing slash.
 */
import { FEATURE, type Scope, type Suite, type SuiteTest } from './suite.ts';

export type ProgramFiles = Readonly<Record<string, string | Uint8Array>>;

/** A busy computer is no failure: the suite's own limit is ten seconds, a minute for long ones. */
const TIMEOUT_MULTIPLIER = 6;

const REPORT = `setup({ timeout_multiplier: ${TIMEOUT_MULTIPLIER}, output: false });
add_completion_callback((tests, status) => {
  window.wptResults = {
    status: status.status,
    message: status.message,
    tests: tests.map(({ name, status, message }) => ({ name, status, message })),
  };
});
`;

/** A mini-program may fetch in the background without being asked. */
const DRIVER = `window.test_driver_internal.in_automation = true;
window.test_driver_internal.set_permission = async () => {};
`;

const ALONE_DRIVER = `window.test_driver_internal = {};
window.test_driver = { set_permission: () => window.test_driver_internal.set_permission() };
`;

/** Where the page of a test is, from the root of the mini-program. */
export function pagePath({ file }: SuiteTest, scope: Scope): string {
  const base = file.replace(/\.js$/, '');
  const middle = {
    window: '',
    dedicatedworker: '.worker',
    sharedworker: '.sharedworker',
    serviceworker: '.serviceworker',
  };
  return `${FEATURE}/${base}${middle[scope]}.html`;
}

export function programFiles(suite: Suite, test: SuiteTest, scope: Scope, server: string): ProgramFiles {
  const files: Record<string, string | Uint8Array> = {};
  for (const [name, bytes] of Object.entries(suite.files)) {
    if (name.endsWith('.js')) files[name] = adaptScript(name, bytes.toString('utf8'), server);
    else if (!name.endsWith('.py') && !name.endsWith('.headers')) files[name] = bytes;
  }
  const worker = `${FEATURE}/${test.file.replace(/\.js$/, '.worker.js')}`;
  files[worker] = workerScript(test);
  files['run-test.js'] = START[scope](`/${worker}`);
  files['scope.js'] = scopeScript(false);
  files[pagePath(test, scope)] = page(test, scope);
  files['index.html'] = '<!doctype html><meta charset="utf-8"><title>Start page</title>';
  files['resources/testharnessreport.js'] = REPORT;
  files['resources/testdriver.js'] ??= ALONE_DRIVER;
  files['resources/testdriver-vendor.js'] = DRIVER;
  return files;
}

/**
 * What a mini-program has otherwise than a site of the suite's server: handlers that make answers, a second host and a
 * host that answers everything are servers elsewhere, and its own origin has no insecure twin.
 */
export function adaptScript(name: string, text: string, server: string): string {
  const { host, hostname, port } = new URL(server);
  const values: Readonly<Record<string, string>> = { host: hostname, 'ports[http][0]': port, 'ports[https][0]': port };
  const filled = name.includes('.sub.')
    ? text.replaceAll(/\{\{([^{}]+)\}\}/g, (_, key: string) => values[key] ?? host)
    : text;
  if (!name.startsWith(`${FEATURE}/`)) return filled;
  const base = `${server}/${name}`;
  return filled
    .replaceAll(
      /(['"])((?:\/|[\w-]+\/)[\w/.-]*\.py(?:\?[^'"]*)?)\1/g,
      (_, quote: string, url: string) => `${quote}${new URL(url, base).href}${quote}`,
    )
    .replaceAll(/location\.origin\.replace\('https', 'http'\)/g, "'http://insecure.example'")
    .replaceAll('https://${get_host_info().REMOTE_HOST}', server)
    .replaceAll("'https://example/com'", `'${server}/everything'`);
}

function page(test: SuiteTest, scope: Scope): string {
  const inPage =
    scope === 'window'
      ? ['/scope.js', '/resources/testharness.js', '/resources/testharnessreport.js', ...test.scripts, test.file]
      : ['/resources/testharness.js', '/resources/testharnessreport.js', '/run-test.js'];
  return [
    '<!doctype html>',
    '<meta charset="utf-8">',
    `<title>${test.file}</title>`,
    ...(test.isLong ? ['<meta name="timeout" content="long">'] : []),
    '<div id="log"></div>',
    ...inPage.map((source) => `<script src="${source}"></script>`),
    '',
  ].join('\n');
}

function scopeScript(isWorker: boolean): string {
  return `self.GLOBAL = { isWindow: () => ${!isWorker}, isWorker: () => ${isWorker}, isShadowRealm: () => false };\n`;
}

function workerScript({ file, scripts }: SuiteTest): string {
  const imported = ['/resources/testharness.js', ...scripts, file];
  return `${scopeScript(true)}${imported.map((source) => `importScripts(${JSON.stringify(source)});\n`).join('')}done();\n`;
}

/** Policies of mini-programs know scripts by their files: what the suite writes between tags is one. */
const START: Readonly<Record<Scope, (worker: string) => string>> = {
  window: () => '',
  dedicatedworker: (worker) => `fetch_tests_from_worker(new Worker(${JSON.stringify(worker)}));\n`,
  sharedworker: (worker) => `fetch_tests_from_worker(new SharedWorker(${JSON.stringify(worker)}));\n`,
  serviceworker: (worker) => `(async () => {
  const registration = await navigator.serviceWorker.register(${JSON.stringify(worker)}, { scope: 'does/not/exist' });
  fetch_tests_from_worker(registration.installing);
})();
`,
};
