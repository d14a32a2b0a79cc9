/**
 * A process that writes until it is killed: `node state-writer.ts FOLDER KIND`. It prints each
 * number once the write with that number is committed.
 */
import { writeSync } from 'node:fs';
import { openWrittenStorage, type WriteKind } from '../kill/written.ts';

const [folder = '', kind = 'state'] = process.argv.slice(2);
const storage = await openWrittenStorage(folder);
const { numbers } = await storage.read();
for (let number = numbers[kind as WriteKind] + 1; ; number += 1) {
  await storage.write(kind as WriteKind, number);
  writeSync(1, `${number}\n`);
}
