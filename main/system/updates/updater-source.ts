/** electron-updater behind the narrow port: its answers parsed, its errors sorted. */
import { CancellationToken, type AppUpdater } from 'electron-updater';
import * as z from '../../support/zod.ts';
import type { AvailableUpdate, UpdateFailure } from '../../../preload/contract/updates.ts';
import { UpdateError, type UpdateSource } from './update-source.ts';

const MAX_NOTES = 4000;

/** What a feed says, as far as it is shown. The rest is electron-updater's to check. */
const updateInfoSchema = z.object({
  version: z.string().check(z.minLength(1), z.maxLength(100)),
  releaseNotes: z.nullish(
    z.union([z.string(), z.array(z.object({ version: z.string(), note: z.nullable(z.string()) }))]),
  ),
  files: z._default(z.array(z.object({ url: z.string(), size: z.optional(z.int().check(z.nonnegative())) })), []),
});

/** `restart`: how this system's application ends, installs and starts again. */
export function createUpdaterSource(updater: AppUpdater, restart: () => void): UpdateSource {
  return {
    async check() {
      try {
        const result = await updater.checkForUpdates();
        if (!result) throw new Error('electron-updater is not active in this copy.');
        return result.isUpdateAvailable ? readUpdate(result.updateInfo) : null;
      } catch (cause) {
        throw new UpdateError(failureOf(cause, 'check'), { cause });
      }
    },
    async download(onProgress, signal) {
      const token = new CancellationToken();
      const cancel = (): void => {
        token.cancel();
        // electron-updater would notice with the next bytes.
        void updater.netSession.closeAllConnections();
      };
      const report = ({ transferred, total }: { transferred: number; total: number }): void =>
        onProgress({ receivedBytes: transferred, totalBytes: total > 0 ? total : null });
      signal.addEventListener('abort', cancel, { once: true });
      updater.on('download-progress', report);
      try {
        await updater.downloadUpdate(token);
      } catch (cause) {
        throw new UpdateError(failureOf(cause, 'download'), { cause });
      } finally {
        signal.removeEventListener('abort', cancel);
        updater.off('download-progress', report);
        token.dispose();
      }
    },
    restart,
  };
}

function readUpdate(info: unknown): AvailableUpdate {
  const { version, releaseNotes, files } = updateInfoSchema.parse(info);
  const text = Array.isArray(releaseNotes)
    ? releaseNotes.map(({ note }) => note ?? '').join('\n\n')
    : (releaseNotes ?? '');
  return { version, notes: plainText(text) || null, sizeBytes: files[0]?.size ?? null };
}

/** Some feeds carry HTML: its text is enough. */
function plainText(text: string): string {
  return text
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .trim()
    .slice(0, MAX_NOTES);
}

const BY_CODE: Readonly<Record<string, UpdateFailure>> = {
  ERR_UPDATER_CHANNEL_FILE_NOT_FOUND: 'not-found',
  HTTP_ERROR_404: 'not-found',
  ERR_CHECKSUM_MISMATCH: 'wrong-hash',
  ERR_UPDATER_INVALID_SIGNATURE: 'wrong-signature',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EACCES: 'not-writable',
  EPERM: 'not-writable',
  EROFS: 'not-writable',
};

const CUT_OFF =
  /net::ERR_(?:CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE)|aborted by the server/;

/** electron-updater gives some errors a code, some a net error's name in their text, and some neither. */
function failureOf(error: unknown, during: 'check' | 'download'): UpdateFailure {
  if (!(error instanceof Error)) return 'other';
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && code in BY_CODE) return BY_CODE[code]!;
  const { message } = error;
  if (message.includes('net::ERR_BLOCKED_BY_CLIENT')) return 'not-secure';
  if (during === 'download' && CUT_OFF.test(message)) return 'cut-off';
  if (/net::ERR_|timed out/.test(message)) return 'unreachable';
  if (/code signature/i.test(message)) return 'wrong-signature';
  const status = /\bstatus (\d{3})\b/.exec(message)?.[1];
  if (status !== undefined) return status === '404' || status === '410' ? 'not-found' : 'bad-answer';
  if (code?.startsWith('ERR_UPDATER_') || code?.startsWith('HTTP_ERROR_')) return 'bad-answer';
  // What a feed of the wrong shape leads to.
  if (error instanceof TypeError || error instanceof z.ZodError) return 'bad-answer';
  return 'other';
}
