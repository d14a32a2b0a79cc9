/** The backend of the demo: the samples and the data of their developer server. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { startBackend, type Backend, type BackendApp, type BackendOptions, type Route } from './backend.ts';
import { birdData, guideData, seasonData } from './guide-data.ts';
import { marketData } from './market-data.ts';
import { notebookData } from './notebook-data.ts';
import { podcastAudio, podcastData, podcastPicture } from './podcast-data.ts';
import { sendBytes, READABLE_BY_PAGES } from './http-answers.ts';
import { sampleLanguage, type SampleLanguage } from './sample-language.ts';
import { DEMO_SAMPLES, FIELD_GUIDE, findSampleFolders, type DemoSample } from './samples.ts';

export type DemoBackend = Backend;
export type DemoBackendOptions = Omit<BackendOptions, 'apps' | 'routes'>;

/** Zips the samples and listens on loopback. Rejects with `EADDRINUSE` when the port is taken. */
export async function createDemoBackend(options: DemoBackendOptions = {}): Promise<DemoBackend> {
  const folders = await findSampleFolders();
  const apps = [...DEMO_SAMPLES, FIELD_GUIDE].flatMap((sample) => {
    const folder = folders.get(sample.appId);
    return folder ? [appOf(sample, folder)] : [];
  });
  return startBackend({ ...options, apps, routes: demoRoutes() });
}

function appOf(sample: DemoSample, folder: string): BackendApp {
  return {
    appId: sample.appId,
    folder,
    details: {
      developmentSettings: {
        preFetchUrl: `{base}${sample.developerPath}/prefetch`,
        backgroundFetchUrl: `{base}${sample.developerPath}/periodic`,
        ...sample.settings,
      },
    },
  };
}

type Data = (base: string, now: number, lang: SampleLanguage) => unknown;

const langOf = (url: URL): SampleLanguage => sampleLanguage(url.searchParams.get('lang'));

const orMissing = (body: unknown): { status?: number; body: unknown } =>
  body === null ? { status: 404, body: 'There is no such bird.' } : { body };

function demoRoutes(): Record<string, Route> {
  const data: Record<string, Data> = {
    '/market': marketData,
    '/podcast': podcastData,
    '/notebook': notebookData,
    '/guide': guideData,
  };
  const routes: Record<string, Route> = {};
  for (const [prefix, create] of Object.entries(data)) {
    const route: Route = ({ base, url }) => ({ body: create(base, Date.now(), langOf(url)) });
    // `data` is what a page asks for by itself; the two others are the container's.
    for (const name of ['prefetch', 'periodic', 'data']) routes[`${prefix}/${name}`] = route;
  }
  routes['/guide/install'] = ({ base, url }) => ({ body: guideData(base, Date.now(), langOf(url)) });
  routes['/guide/bird/*'] = ({ url }) => orMissing(birdData(path.posix.basename(url.pathname), langOf(url)));
  routes['/guide/season/*'] = ({ url }) =>
    orMissing(
      seasonData(path.posix.basename(url.pathname), Number(url.searchParams.get('month') || Number.NaN), langOf(url)),
    );
  // Whoever has no token is given one: a real server would look the user up by the one-time code.
  routes['/market/prefetch'] = ({ base, url }) => ({
    body: {
      ...marketData(base, Date.now(), langOf(url)),
      ...(url.searchParams.has('token') ? {} : { token: `demo-${randomUUID()}` }),
    },
  });
  routes['/podcast/audio/*'] = async ({ url, controls, incoming, response }) => {
    const audio = podcastAudio(path.posix.basename(url.pathname, '.wav'));
    if (!audio) return { status: 404, body: 'There is no such episode.' };
    await sendBytes(incoming, response, audio, {
      type: 'audio/wav',
      overMs: controls.audioDelayMs,
      headers: { ...READABLE_BY_PAGES, etag: audio.etag },
    });
    return null;
  };
  routes['/podcast/artwork/*'] = ({ url }) => {
    const picture = podcastPicture(path.posix.basename(url.pathname, '.png'));
    return picture
      ? { body: picture, headers: { 'content-type': 'image/png' } }
      : { status: 404, body: 'There is no such episode.' };
  };
  return routes;
}
