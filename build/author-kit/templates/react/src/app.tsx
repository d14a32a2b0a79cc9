import { useEffect, useState } from 'react';
import { offerFile, textOf, type FileState } from './large-file.ts';
import { followNews, readNews, reasonOf, timeOf, type Received } from './news.ts';

const lines = ({ news, at }: Received): string => `${news.headline}\n${timeOf(at)}`;

export function App() {
  const [pre, setPre] = useState('Waiting…');
  const [periodic, setPeriodic] = useState('Nothing yet: Larder asks every 12 hours.');
  const [file, setFile] = useState<FileState | null>(null);
  const [start, setStart] = useState<(() => Promise<void>) | null>(null);

  useEffect(() => followNews((received) => setPeriodic(lines(received))), []);
  useEffect(() => {
    const open = async (): Promise<void> => {
      const received = await readNews();
      setPre(lines(received));
      const startFile = await offerFile(received.news.file, setFile);
      setStart(() => startFile);
    };
    open().catch((error: unknown) => setPre(`Start server.mjs, and open this window again.\n${reasonOf(error)}`));
  }, []);

  const isBusy = file?.kind === 'under-way' || file?.kind === 'here';
  return (
    <>
      <header>
        <img src="/icon.svg" alt="" width="40" height="40" />
        <h1 dir="auto">{document.title}</h1>
      </header>
      <main>
        <section aria-labelledby="pre-title">
          <h2 id="pre-title">Fetched as you opened it</h2>
          <p role="status">{pre}</p>
        </section>
        <section aria-labelledby="periodic-title">
          <h2 id="periodic-title">Fetched in the background</h2>
          <p role="status">{periodic}</p>
        </section>
        <section aria-labelledby="film-title">
          <h2 id="film-title">A large file</h2>
          <p role="status">{textOf(file)}</p>
          <button type="button" disabled={start === null || isBusy} onClick={() => void start?.()}>
            Download
          </button>
        </section>
      </main>
    </>
  );
}
