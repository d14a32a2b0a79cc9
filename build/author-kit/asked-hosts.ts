/** Hosts that pages and scripts ask by name, and that nothing lets them reach. */
import type { ServiceDomain } from '../../main/models/details-schema.ts';
import { matchServiceDomain } from '../../main/network/rules/service-domains.ts';

const QUOTED_URL = String.raw`["'\x60]((?:https?|wss?):\/\/[^"'\x60\s<>{}$]+)`;
const IN_SCRIPTS = [
  String.raw`(?:^|[^\w$])fetch\s*\(\s*`,
  String.raw`\bnew\s+(?:WebSocket|EventSource|WebTransport)\s*\(\s*`,
  String.raw`\bsendBeacon\s*\(\s*`,
  String.raw`\.open\s*\(\s*["'\x60][A-Za-z]+["'\x60]\s*,\s*`,
  String.raw`\baxios(?:\s*\.\s*\w+)?\s*\(\s*`,
  String.raw`\bbaseURL\s*:\s*`,
].map((before) => new RegExp(before + QUOTED_URL, 'gm'));
const IN_MARKUP = [
  /<(?:img|video|audio|source|track)\b[^>]*?\ssrc\s*=\s*["']?(https?:\/\/[^"'\s>{}$]+)/gi,
  /<form\b[^>]*?\saction\s*=\s*["']?(https?:\/\/[^"'\s>{}$]+)/gi,
];
/** Where libraries have their scripts, workers and WebAssembly when nobody says otherwise. */
const LIBRARIES =
  /["'`](https:\/\/(?:cdn\.jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare\.com|esm\.sh|cdn\.skypack\.dev|www\.gstatic\.com\/flutter-canvaskit|storage\.googleapis\.com\/workbox-cdn|cdn\.bootcdn\.net|cdn\.staticfile\.net|unpkg\.zhimg\.com)\/?[^"'`\s]*)/g;
const JS_COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const LOCAL_CANVASKIT = /"?useLocalCanvasKit"?\s*:\s*(?:true|!0)/;

/** The hosts that are in no service domain, each once. */
export function unreachableHosts(
  kind: 'page' | 'style' | 'script',
  text: string,
  domains: readonly ServiceDomain[],
): string[] {
  const patterns = kind === 'page' ? [...IN_MARKUP, ...IN_SCRIPTS] : kind === 'script' ? IN_SCRIPTS : [];
  const code = text.replace(JS_COMMENTS, '');
  const urls = patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, url = '']) => url));
  return [...new Set(urls.flatMap((url) => unreachable(url, domains) ?? []))];
}

/** The first of a library's own parts that a script has from the host of all. */
export function librarySource(text: string, domains: readonly ServiceDomain[]): string | null {
  const code = text.replace(JS_COMMENTS, '');
  for (const [, url = ''] of code.matchAll(LIBRARIES)) {
    const isFlutters = url.includes('flutter-canvaskit') && LOCAL_CANVASKIT.test(code);
    if (!isFlutters && unreachable(url, domains) !== null) return url;
  }
  return null;
}

/** The host; `null`: it may be asked, with `--dev` at least, or is none. */
function unreachable(text: string, domains: readonly ServiceDomain[]): string | null {
  const url = URL.parse(text.replace(/^ws/i, 'http'));
  return url === null || matchServiceDomain(url, domains, { dev: true }) ? null : url.host;
}
