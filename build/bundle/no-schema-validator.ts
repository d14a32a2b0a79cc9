/**
 * Stands for ajv and ajv-formats in the bundle of main. electron-store loads them for an option that Larder does not use
 * (its files are parsed by zod), and they would be a tenth of what every start compiles.
 */
export class Ajv2020 {
  constructor() {
    throw new Error('Cannot validate by a JSON Schema: the bundle of the main process has no validator.');
  }
}

export default { default: Ajv2020 };
