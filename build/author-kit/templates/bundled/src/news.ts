/** What the developer server answers; server.mjs is one. */
export interface News {
  headline: string;
  /** Signs us in: with a token, Larder may ask in the background, too. */
  token?: string;
  file: { url: string; bytes: number; title: string };
}

export interface Received {
  news: News;
  /** ms since epoch */
  at: number;
}

const received = ({ fetchedData, timeStamp }: { fetchedData: string; timeStamp: number }): Received => ({
  news: JSON.parse(fetchedData) as News,
  at: timeStamp,
});

/** Pre-fetch: asked for when this mini-program was opened, at the same time as its window was made. */
export async function readNews(): Promise<Received> {
  const result = received(await bn.getBackgroundFetchData({ fetchType: 'pre' }));
  if (result.news.token) await bn.setBackgroundFetchToken({ token: result.news.token });
  return result;
}

/** Periodic fetch: every 12 hours, also while this mini-program is closed. Answers the function that ends it. */
export function followNews(show: (received: Received) => void): () => void {
  const listener: Larder.BackgroundFetchDataListener = (event) => {
    if (event.fetchType === 'periodic') show(received(event));
  };
  bn.onBackgroundFetchData(listener);
  bn.getBackgroundFetchData({ fetchType: 'periodic' }).then(
    (data) => show(received(data)),
    () => {},
  );
  return () => bn.offBackgroundFetchData(listener);
}

/** What went wrong, of `bn` or of this page. */
export function reasonOf(error: unknown): string {
  const { errMsg, message } = error as Partial<Larder.BnFailure> & Partial<Error>;
  return errMsg ?? message ?? String(error);
}

export const timeOf = (at: number): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
