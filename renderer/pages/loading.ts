/** Shown while a package is downloaded and no installed one can start. */
import { setText, showPage } from './page.ts';
import { isAmountShown } from '../../preload/contract/byte-size.ts';
import { amountOf, hasArrived, type Amount } from './parameters.ts';

const { name, title, locale, text } = showPage();
setText('name', name);
setText('amount', title);
document.getElementById('track')?.setAttribute('aria-label', title);

/** Persian has no short names of its own for these units: they would be Latin letters. */
const kilobytes = (bytes: number): string =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: bytes < 999_500 ? 'kilobyte' : 'megabyte',
    unitDisplay: locale.startsWith('fa') ? 'long' : 'short',
    maximumFractionDigits: bytes < 999_500 ? 0 : 1,
  }).format(bytes < 999_500 ? bytes / 1000 : bytes / 1_000_000);

function figureOf({ receivedBytes, totalBytes }: Amount): string {
  if (!isAmountShown(receivedBytes, totalBytes)) return title;
  const received = kilobytes(receivedBytes);
  return totalBytes === null
    ? received
    : text('amount').replace('{received}', received).replace('{total}', kilobytes(totalBytes));
}

function showAmount(): void {
  const amount = amountOf(location.hash);
  const track = document.getElementById('track');
  const fill = document.getElementById('fill');
  if (!track || !fill || !amount) return;
  const { receivedBytes, totalBytes } = amount;
  setText('amount', figureOf(amount));
  track.classList.toggle('track-known', totalBytes !== null);
  if (totalBytes === null) return;
  const percent = Math.round(Math.min(1, receivedBytes / totalBytes) * 100);
  track.setAttribute('aria-valuenow', String(percent));
  fill.style.inlineSize = `${percent}%`;
}

/** All of it has come; what is left takes a moment. */
function showArrived(): void {
  setText('amount', title);
  const track = document.getElementById('track');
  track?.classList.remove('track-known');
  track?.removeAttribute('aria-valuenow');
  document.getElementById('fill')?.style.removeProperty('inline-size');
}

function showProgress(): void {
  if (hasArrived(location.hash)) showArrived();
  else showAmount();
}

showProgress();
addEventListener('hashchange', showProgress);
