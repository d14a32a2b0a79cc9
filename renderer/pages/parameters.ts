/**
 * What the main process tells these pages: by the query when the page is loaded, and by the
 * fragment (`#received=…&total=…`) while a package arrives. Everything is text from a stranger and
 * is only ever set as text.
 */

export interface PageParameters {
  readonly name: string;
  /** 0 to 359, the mini-program's colour in the launcher. */
  readonly hue: number;
  readonly message: string;
}

const NAME_LIMIT = 200;
const MESSAGE_LIMIT = 600;

export function pageParameters(search: string): PageParameters {
  const query = new URLSearchParams(search);
  const appId = query.get('appId') ?? '';
  return {
    name: (query.get('name') ?? '').slice(0, NAME_LIMIT),
    hue: hueOf(appId),
    message: (query.get('message') ?? '').slice(0, MESSAGE_LIMIT),
  };
}

export interface Amount {
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
}

/** `null` when the fragment says nothing that can be shown. */
export function amountOf(hash: string): Amount | null {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const receivedBytes = bytesOf(values.get('received'));
  if (receivedBytes === null) return null;
  const totalBytes = bytesOf(values.get('total'));
  return { receivedBytes, totalBytes: totalBytes === 0 ? null : totalBytes };
}

function bytesOf(text: string | null): number | null {
  return text !== null && /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

/** The same colour as the launcher's `letter-tile.ts` gives (FNV-1a of the id). */
export function hueOf(appId: string): number {
  let hash = 0x811c9dc5;
  for (const character of appId) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash % 360;
}

/** Fills the parts that both pages have. */
export function showIdentity({ name, hue }: PageParameters): void {
  const letter = document.getElementById('letter');
  if (!letter) return;
  letter.textContent = [...name.trim()][0]?.toLocaleUpperCase() ?? '·';
  letter.style.setProperty('--hue', String(hue));
}
