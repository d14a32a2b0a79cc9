/** What the container knows of a mini-program: labels, and one or more lines for each. */
import { showPage } from './page.ts';
import { pairsIn } from './parameters.ts';

showPage();
const rows = pairsIn(location.search, 'rows').flatMap(([label, values]) => {
  const term = document.createElement('dt');
  term.textContent = label;
  const lines = (Array.isArray(values) ? values : [values]).map((value) => {
    const line = document.createElement('dd');
    // Ids, hosts and versions read from left to right in every language, sentences as they are.
    const isolated = document.createElement('bdi');
    isolated.textContent = String(value);
    line.append(isolated);
    return line;
  });
  return [term, ...lines];
});
document.getElementById('rows')?.replaceChildren(...rows);
