/** `nativeImage` (docs/api/native-image.md): keeps PNG and JPEG as they are; nothing is drawn here. */
import { existsSync, readFileSync } from 'node:fs';
import { strictClass, strictObject } from '../electron/strictness.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** docs: "PNG and JPEG image formats are supported"; the rest, SVG and WebP too, makes an empty image. */
const supported = (data: Buffer): Buffer =>
  data.subarray(0, 4).equals(PNG) || data.subarray(0, 3).equals(JPEG) ? data : Buffer.alloc(0);

export class NativeImage {
  readonly #data: Buffer;
  #isTemplate = false;
  constructor(data: Buffer) {
    this.#data = supported(data);
  }
  isEmpty(): boolean {
    return this.#data.length === 0;
  }
  toPNG(): Buffer {
    return this.#data;
  }
  resize(_options: object): NativeImage {
    return this;
  }
  setTemplateImage(option: boolean): void {
    this.#isTemplate = option;
  }
  isTemplateImage(): boolean {
    return this.#isTemplate;
  }
  toDataURL(): string {
    return `data:image/png;base64,${this.#data.toString('base64')}`;
  }
}
strictClass(NativeImage, 'NativeImage');

export const nativeImage = strictObject(
  {
    createEmpty: () => new NativeImage(Buffer.alloc(0)),
    createFromPath: (path: string) => new NativeImage(existsSync(path) ? readFileSync(path) : Buffer.alloc(0)),
    createFromBuffer(buffer: Buffer) {
      if (!Buffer.isBuffer(buffer)) throw new TypeError('buffer must be a node Buffer');
      return new NativeImage(buffer);
    },
    createFromDataURL: (url: string) => new NativeImage(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')),
  },
  'nativeImage',
);
