import { withApi } from '../../account/cli/api-run.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { noInputError, unreadableFileError } from '../../cli/files/input-file.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import {
  describeFile,
  describeStream,
  type EventFile,
  maxStreamBytes,
  uploadFile,
  uploadText,
} from '../../openapi/events.ts';
import { both } from '../../text/translate.ts';
import type { UploadOptions } from './flags.ts';
import { requireLength } from './values.ts';

export type UploadResult =
  | { readonly eventId: string; readonly type: 'CHARACTERS'; readonly characters: number }
  | {
      readonly eventId: string;
      readonly type: 'FILE';
      readonly fileName: string;
      readonly bytes: number;
      readonly sha256: string;
    };

type Input = AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };

/** Name of a file from stdin without --name. */
const streamName = 'license';

/**
 * Uploads a file, stdin or a text for an event.
 *
 * @throws KooError (usage) `MISSING_FLAG`, `NO_INPUT`, `UNREADABLE_FILE`, `FILE_TOO_LONG`, `FILE_CHANGED`,
 * `INVALID_VALUE`; for a rejection by the server
 */
export async function runUpload(
  eventId: string,
  options: UploadOptions,
  host: ApiHost,
  stdin: Input = process.stdin,
): Promise<UploadResult> {
  requireLength('EVENT_ID', eventId, 64);
  // In a URL path these are navigation: the call would go elsewhere.
  if (eventId === '.' || eventId === '..') {
    throw usageError(
      'INVALID_VALUE',
      both('EVENT_ID: "{id}" is not a valid event ID', { id: eventId }),
      both('The event ID is the eventId of the callback getLicenseAsync. Nothing was sent.'),
    );
  }
  const { file: path, name, text } = options;
  if (path !== undefined) {
    const read = path === '-' ? await readStdin(stdin) : await describeInputFile(path);
    const file = name === undefined ? read : { ...read, name };
    requireLength(name === undefined ? '--file' : '--name', file.name, 1024);
    await withApi(options, 'event', host, (api) => uploadFile(api, eventId, file));
    return { eventId, type: 'FILE', fileName: file.name, bytes: file.bytes, sha256: file.sha256 };
  }
  if (text === undefined) {
    throw usageError(
      'MISSING_FLAG',
      both('Nothing to upload'),
      both('Give --file FILE, --file - for stdin, or --text TEXT.'),
    );
  }
  requireLength('--text', text, 1024);
  await withApi(options, 'event', host, (api) => uploadText(api, eventId, text));
  return { eventId, type: 'CHARACTERS', characters: [...text].length };
}

async function describeInputFile(path: string): Promise<EventFile> {
  return describeFile(path).catch((error: unknown) => {
    throw error instanceof KooError ? error : unreadableFileError(path, error);
  });
}

async function readStdin(stdin: Input): Promise<EventFile> {
  if (stdin.isTTY) throw noInputError(both('Pipe it to stdin, or give a file with --file.'));
  const file = await describeStream(stdin, streamName);
  if (file) return file;
  const megabytes = (maxStreamBytes / 1024 / 1024).toFixed(2);
  throw usageError(
    'FILE_TOO_LONG',
    both('stdin has more than {megabytes} MB', { megabytes }),
    both("Huawei's gateway accepts a body of at most 12 MB. Upload a smaller file."),
  );
}
