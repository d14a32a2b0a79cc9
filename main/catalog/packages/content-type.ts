/**
 * The content type of a package's file, by its ending. Chromium runs scripts and applies styles only of the
 * right type (`nosniff`); the others it could tell by themselves, and pages ask for some by name.
 */
import mime from 'mime';

/**
 * Where the registry's list says something else than the standards or has nothing: JavaScript's one type
 * (https://mimesniff.spec.whatwg.org/#javascript-mime-type), and texts that games and viewers fetch.
 */
const TYPES: Readonly<Record<string, string>> = {
  cjs: 'text/javascript',
  es: 'text/javascript',
  es6: 'text/javascript',
  js: 'text/javascript',
  jsm: 'text/javascript',
  mjs: 'text/javascript',
  ico: 'image/x-icon',
  cur: 'image/x-icon',
  jfif: 'image/jpeg',
  pjp: 'image/jpeg',
  pjpeg: 'image/jpeg',
  m4v: 'video/mp4',
  ogm: 'video/ogg',
  wave: 'audio/wav',
  ehtml: 'text/html',
  shtm: 'text/html',
  xhtm: 'application/xhtml+xml',
  opus: 'audio/ogg',
  flac: 'audio/flac',
  xsl: 'text/xsl',
  xslt: 'text/xsl',
  ftl: 'text/plain',
  glsl: 'text/plain',
  wgsl: 'text/wgsl',
  frag: 'text/plain',
  vert: 'text/plain',
  properties: 'text/plain',
  po: 'text/plain',
  geojson: 'application/geo+json',
  topojson: 'application/json',
  importmap: 'application/importmap+json',
  sqlite: 'application/vnd.sqlite3',
};

const TEXT_TYPE = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml)$|image\/svg\+xml$)/;

/** Unknown kinds are served as bytes: nothing is guessed from the content. */
export function contentTypeOf(file: string): string {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined;
  const type = known ?? mime.getType(file) ?? 'application/octet-stream';
  return TEXT_TYPE.test(type) ? `${type}; charset=utf-8` : type;
}
