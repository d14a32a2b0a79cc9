/** What all of the container's pages do: language, identity, buttons. */
import { BRAND } from '../../preload/contract/brand.ts';
import { firstLetter } from '../../preload/contract/monogram.ts';
import { pageParameters, pairsIn, type PageParameters } from './parameters.ts';

/** Fills the parts that every page has. */
export function showPage(): PageParameters {
  const parameters = pageParameters(location.search);
  const { name, icon, hue, title, language, direction } = parameters;
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  if (name) document.title = name;
  const letter = document.getElementById('letter');
  if (letter) {
    letter.textContent = firstLetter(name);
    letter.style.setProperty('--hue', String(hue));
    if (icon) showIcon(letter, icon);
  }
  setText('title', title);
  showActions();
  return parameters;
}

/** In the letter's place as soon as it can be seen; one that cannot be had leaves the letter. */
function showIcon(letter: HTMLElement, url: string): void {
  const image = new Image();
  image.alt = '';
  image.className = 'icon';
  image.addEventListener('load', () => letter.replaceWith(image));
  image.src = url;
}

export function setText(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element) element.textContent = text;
}

/** The main process takes these addresses for what they ask; nothing is loaded. */
function showActions(): void {
  const actions = pairsIn(location.search, 'actions').filter(([name]) => /^[a-z-]{1,20}$/.test(name));
  const links = actions.map(([name, label]) => {
    const link = document.createElement('a');
    link.href = `${BRAND.id}://action/${name}`;
    link.textContent = String(label);
    // It does something: that is what a button is for.
    link.setAttribute('role', 'button');
    return [name, link] as const;
  });
  document.getElementById('actions')?.replaceChildren(...links.map(([, link]) => link));
  document.addEventListener('keydown', (event) => {
    // As buttons do; a link takes Enter only.
    if (event.key === ' ' && event.target instanceof HTMLAnchorElement) {
      event.preventDefault();
      event.target.click();
    }
    if (event.key === 'Escape') links.find(([name]) => name === 'close' || name === 'wait')?.[1].click();
  });
  links[0]?.[1].focus();
}
