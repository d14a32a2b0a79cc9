/** Shown when a mini-program cannot be used: what happened, what to do, and buttons that do it. */
import { setText, showPage } from './page.ts';

const { text } = showPage();
setText('what', text('what'));
setText('advice', text('advice'));
setText('details-label', text('detailsLabel'));
setText('details-text', text('details'));
const details = document.getElementById('details') as HTMLDetailsElement | null;
if (details) details.hidden = text('details') === '';
// Where a link leads, or what an author's file lacks, is what this is about: it stands before the button.
if (details && (text('kind') === 'blocked' || text('detailsAre') === 'shown')) {
  details.open = true;
  document.getElementById('actions')?.before(details);
}
