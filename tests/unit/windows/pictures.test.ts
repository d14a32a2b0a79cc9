import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { contentTypeOf } from '../../../main/catalog/packages/content-type.ts';
import { servePicture } from '../../../main/sessions/scheme-handlers.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const answer = async (name: string): Promise<Response> => {
  const file = path.join(createTemporaryFolder(), name);
  writeFileSync(file, 'larder.remove()');
  return servePicture(new Request('http://launcher.invalid/icons/abc'), {
    path: file,
    size: 15,
    type: contentTypeOf(file),
  });
};

it.each(['icon.png', 'icon.gif', 'icon.webp'])('servePicture answers %s so that nothing in it runs', async (name) => {
  const { status, headers } = await answer(name);
  expect([status, headers.get('x-content-type-options'), headers.get('content-security-policy')]).toEqual([
    200,
    'nosniff',
    expect.stringContaining('sandbox'),
  ]);
});

it.each(['icon.js', 'icon.html', 'icon.css', 'icon.svg', 'icon'])(
  'servePicture answers nothing when it is to serve %s',
  async (name) => {
    const response = await answer(name);
    expect([response.status, await response.text()]).toEqual([404, 'Not found']);
  },
);
