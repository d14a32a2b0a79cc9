/** The argument schemas of the Downloads page's channels; part of `ARGUMENT_SCHEMAS`. */
import { z } from 'zod';
import type { DownloadChannel, DownloadChannels } from '../../preload/contract/downloads.ts';
import { isAppId } from '../catalog/app-id.ts';

const appId = z.string().refine(isAppId, 'expected an app id');
const download = z.tuple([appId, z.string().min(1).max(100)]);

export const DOWNLOAD_SCHEMAS: { readonly [C in DownloadChannel]: z.ZodType<DownloadChannels[C]['args']> } = {
  'launcher:get-downloads': z.tuple([]),
  'launcher:download-pause': download,
  'launcher:download-resume': download,
  'launcher:download-abort': download,
  'launcher:download-click': download,
  'launcher:forget-download': download,
  'launcher:clear-downloads': z.tuple([]),
  'launcher:set-downloads-allowed': z.tuple([appId, z.boolean()]),
};
