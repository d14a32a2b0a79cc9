import { offerFile, textOf } from './large-file.ts';
import { followNews, readNews, reasonOf, timeOf, type Received } from './news.ts';
import './style.css';

document.querySelector('#app')!.innerHTML = `
  <header>
    <img src="/icon.svg" alt="" width="40" height="40" />
    <h1 dir="auto"></h1>
  </header>
  <main>
    <section aria-labelledby="pre-title">
      <h2 id="pre-title">Fetched as you opened it</h2>
      <p id="pre" role="status">Waiting…</p>
    </section>
    <section aria-labelledby="periodic-title">
      <h2 id="periodic-title">Fetched in the background</h2>
      <p id="periodic" role="status">Nothing yet: Larder asks every 12 hours.</p>
    </section>
    <section aria-labelledby="film-title">
      <h2 id="film-title">A large file</h2>
      <p id="film" role="status">Not downloaded.</p>
      <button id="download" type="button" disabled>Download</button>
    </section>
  </main>`;
document.querySelector('h1')!.textContent = document.title;

const show = (id: string, text: string): void => void (document.getElementById(id)!.textContent = text);
const lines = ({ news, at }: Received): string => `${news.headline}\n${timeOf(at)}`;

followNews((received) => show('periodic', lines(received)));
try {
  const received = await readNews();
  show('pre', lines(received));
  const button = document.querySelector<HTMLButtonElement>('#download')!;
  const start = await offerFile(received.news.file, (state) => {
    show('film', textOf(state));
    button.disabled = state.kind === 'under-way' || state.kind === 'here';
  });
  button.addEventListener('click', () => void start());
} catch (error) {
  show('pre', `Start server.mjs, and open this window again.\n${reasonOf(error)}`);
}
