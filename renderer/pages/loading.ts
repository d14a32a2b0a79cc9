/** Shown while a package is downloaded and no installed one can start. */
import { amountOf, pageParameters, showIdentity } from './parameters.ts';

const parameters = pageParameters(location.search);
showIdentity(parameters);
setText('name', parameters.name);
if (parameters.name) document.title = parameters.name;

const kilobytes = (bytes: number): string =>
  new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: bytes < 999_500 ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: bytes < 999_500 ? 0 : 1,
  }).format(bytes < 999_500 ? bytes / 1000 : bytes / 1_000_000);

function showAmount(): void {
  const amount = amountOf(location.hash);
  const track = document.getElementById('track');
  const fill = document.getElementById('fill');
  if (!track || !fill || !amount) return;
  const { receivedBytes, totalBytes } = amount;
  setText('amount', totalBytes ? `${kilobytes(receivedBytes)} of ${kilobytes(totalBytes)}` : kilobytes(receivedBytes));
  track.classList.toggle('track-known', totalBytes !== null);
  if (totalBytes === null) return;
  const percent = Math.round(Math.min(1, receivedBytes / totalBytes) * 100);
  track.setAttribute('aria-valuenow', String(percent));
  fill.style.inlineSize = `${percent}%`;
}

function setText(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element) element.textContent = text;
}

showAmount();
addEventListener('hashchange', showAmount);
