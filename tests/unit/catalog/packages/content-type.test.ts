import { describe, expect, it } from 'vitest';
import { contentTypeOf } from '../../../../main/catalog/packages/content-type.ts';

/** What Chromium must be told, for it refuses any other type: https://mimesniff.spec.whatwg.org/, Fetch's "nosniff". */
const STRICT: Readonly<Record<string, readonly string[]>> = {
  'text/javascript; charset=utf-8': ['js', 'mjs', 'cjs', 'es', 'es6', 'jsm', 'JS', 'min.js', 'chunk.CJS'],
  'text/css; charset=utf-8': ['css', 'module.css'],
  'application/json; charset=utf-8': ['json', 'JSON', 'js.map', 'topojson'],
  'application/wasm': ['wasm'],
  'text/html; charset=utf-8': ['html', 'htm', 'shtml', 'shtm', 'ehtml'],
  'application/xhtml+xml; charset=utf-8': ['xhtml', 'xht', 'xhtm'],
  'image/svg+xml; charset=utf-8': ['svg', 'svgz'],
  'text/vtt; charset=utf-8': ['vtt'],
  'text/xsl; charset=utf-8': ['xsl', 'xslt'],
  'application/manifest+json; charset=utf-8': ['webmanifest'],
};
/** What pages and viewers go by. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  'text/plain; charset=utf-8': ['txt', 'ftl', 'properties', 'po', 'glsl', 'frag', 'vert', 'ini', 'log'],
  'text/markdown; charset=utf-8': ['md', 'markdown'],
  'text/csv; charset=utf-8': ['csv'],
  'text/wgsl; charset=utf-8': ['wgsl'],
  'text/yaml; charset=utf-8': ['yaml', 'yml'],
  'application/geo+json; charset=utf-8': ['geojson'],
  'model/gltf+json': ['gltf'],
  'model/gltf-binary': ['glb'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif', 'pjp', 'pjpeg'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/apng': ['apng'],
  'image/x-icon': ['ico', 'cur'],
  'image/bmp': ['bmp'],
  'audio/mpeg': ['mp3'],
  'audio/wav': ['wav', 'wave'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/flac': ['flac'],
  'audio/aac': ['aac'],
  'audio/mp4': ['m4a'],
  'video/mp4': ['mp4', 'm4v'],
  'video/webm': ['webm'],
  'video/ogg': ['ogv', 'ogm'],
  'video/mp2t': ['ts', 'm2ts'],
  'application/vnd.apple.mpegurl': ['m3u8'],
  'application/dash+xml; charset=utf-8': ['mpd'],
  'font/woff': ['woff'],
  'font/woff2': ['woff2'],
  'font/ttf': ['ttf'],
  'font/otf': ['otf'],
  'font/collection': ['ttc'],
  'application/pdf': ['pdf'],
  'application/zip': ['zip'],
  'application/vnd.sqlite3': ['sqlite'],
  'application/octet-stream': ['unknown-kind', 'bin', 'data', 'bcmap', 'pck', 'constructor', '__proto__'],
};

const table = (types: typeof STRICT): [string, string][] =>
  Object.entries(types).flatMap(([type, endings]) => endings.map((ending): [string, string] => [ending, type]));

describe('contentTypeOf', () => {
  it.each(table(STRICT))('gives .%s the type that Chromium insists on', (ending, type) => {
    expect(contentTypeOf(`/folder.d/a.${ending}`)).toBe(type);
  });

  it.each(table(USUAL))('gives .%s its usual type', (ending, type) => {
    expect(contentTypeOf(`/folder.d/a.${ending}`)).toBe(type);
  });

  it.each(['LICENSE', '/folder.js/LICENSE', 'a.'])('guesses nothing for %s', (file) => {
    expect(contentTypeOf(file)).toBe('application/octet-stream');
  });
});
