/** A mini-program as its users get it: named by a backend, installed from its package, opened. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { FolderDetails } from '../../../main/catalog/folders/open-folder.ts';
import { formatDeepLink } from '../../../main/opening/deep-links.ts';
import { hostOfAppId } from '../../../main/models/app-id.ts';
import { startBackend, type BackendOptions, type Route } from '../../../tests/demo-backend/backend.ts';
import type { ReadMiniProgram } from '../read-mini-program.ts';
import { startLarder, type LarderProcess } from './larder-process.ts';
import type { AnsweredRequest, LarderEvent, OpenedMiniProgram, OpenOptions } from './runner-api.ts';

const PRE_FETCH = '/larder-runner/pre-fetch';
const PERIODIC = '/larder-runner/periodic';
const COLD_ATTEMPTS = 20;
/** `via`: of a relay before the backend. `isStartedFirst`: it is opened in a Larder that has come up before. */
export async function openProgram(
  program: Pick<ReadMiniProgram, 'appId' | 'files' | 'details'>,
  options: OpenOptions & { readonly via?: BackendOptions['via']; readonly isStartedFirst?: boolean } = {},
): Promise<OpenedMiniProgram> {
  const { appId } = program;
  const asked: AnsweredRequest[] = [];
  const backend = await startBackend({
    apps: [{ appId, files: program.files, details: detailsFor(program.details, options) }],
    routes: routesFor(options, asked),
    showSecrets: true,
    via: options.via,
  });
  const dataFolder = options.dataFolder ?? (await mkdtemp(path.join(os.tmpdir(), 'larder-data-')));
  let larder: LarderProcess | null = null;
  const close = async (): Promise<void> => {
    await larder?.close();
    await backend.close();
    if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const started = await startLarder([
      `--user-data-dir=${dataFolder}`,
      `--backend-url=${backend.url}`,
      '--dev',
      ...(options.args ?? []),
      ...(options.isStartedFirst ? [] : [`--open=${toOpen(appId, options)}`]),
    ]);
    larder = started;
    if (options.isStartedFirst) {
      await started.window('larder://launcher/');
      await started.open(appId);
    }
    const pageUrl = `mp://${hostOfAppId(appId)}/`;
    let page = await pageOf(started, pageUrl);
    return {
      appId,
      get page() {
        return page;
      },
      async launcher() {
        // A start that opens a mini-program does not show it; a second one without wishes does.
        await started.open();
        return started.window('larder://launcher/');
      },
      async reopen() {
        await page.close();
        await openCold(started, appId);
        page = await pageOf(started, pageUrl);
        return page;
      },
      async screenshot(file) {
        await page.screenshot({ path: file });
      },
      requests: () => asked,
      events: () => started.events(),
      event: started.event,
      problems: () => problemsOf(started.standardError(), appId),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What `--open` is given: a link where a page is named. */
function toOpen(appId: string, { startPagePath: path, startPageQuery: query }: OpenOptions): string {
  if (!path && !query) return appId;
  return formatDeepLink({ appId, ...(path ? { path } : {}), ...(query ? { query } : {}) });
}

/** What kept it from opening is the better message than that no window came. */
async function pageOf(larder: LarderProcess, url: string): Promise<Page> {
  const isProblem = (event: LarderEvent): boolean => event.event === 'problem' || event.event === 'package-failed';
  const failed = larder.event('problem', isProblem).then(
    ({ message }) => new Error(`It did not open. ${String(message)}`),
    () => null,
  );
  const outcome = await Promise.race([larder.window(url), failed]);
  if (outcome instanceof Error) throw outcome;
  return outcome ?? larder.window(url);
}

/** Larder learns of a closed window a moment later: until then the mini-program is still open for it. */
async function openCold(larder: LarderProcess, appId: string): Promise<void> {
  const starts = (): readonly LarderEvent[] => larder.events().filter(({ event }) => event === 'miniprogram-opened');
  for (let attempt = 0; attempt < COLD_ATTEMPTS; attempt += 1) {
    const before = starts().length;
    await larder.open(appId);
    await larder.event('miniprogram-opened', (event) => starts().indexOf(event) >= before);
    if (starts().at(-1)?.['coldStart'] === true) return;
  }
  throw new Error('The window of the mini-program could not be closed.');
}

function detailsFor(details: FolderDetails, options: OpenOptions): Record<string, unknown> {
  const { preFetch, periodic } = options;
  return {
    permissions: details.permissions,
    serviceDomains: [...details.serviceDomains, '{host}'],
    developmentSettings: {
      ...details.developmentSettings,
      ...(preFetch === undefined ? {} : { preFetchUrl: `{base}${PRE_FETCH}` }),
      ...(periodic === undefined ? {} : { backgroundFetchUrl: `{base}${PERIODIC}` }),
    },
    ...options.details,
  };
}

function routesFor({ preFetch, periodic, routes = {} }: OpenOptions, asked: AnsweredRequest[]): Record<string, Route> {
  const answers = Object.entries({ ...routes, [PRE_FETCH]: preFetch, [PERIODIC]: periodic });
  return Object.fromEntries(
    answers.map(([name, answer]) => {
      const route: Route = async ({ url, base }) => {
        const request = { path: url.pathname, query: Object.fromEntries(url.searchParams) };
        asked.push(request);
        const value: unknown = typeof answer === 'function' ? await (answer as Answering)(request) : answer;
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        return { body: text.replaceAll('{base}', base), headers: contentTypeOf(value) };
      };
      return [name, route];
    }),
  );
}

type Answering = (request: AnsweredRequest) => unknown;

function contentTypeOf(value: unknown): Record<string, string> {
  return typeof value === 'string' ? {} : { 'content-type': 'application/json; charset=utf-8' };
}

/** Lines of Larder's terminal about this mini-program that are a warning, without what is only written. */
function problemsOf(standardError: string, appId: string): string[] {
  const begin = `larder: warning: ${appId}: `;
  return standardError.split('\n').flatMap((line) => (line.startsWith(begin) ? [line.slice(begin.length)] : []));
}
