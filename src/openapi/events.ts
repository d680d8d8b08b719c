import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { KooError, usageError } from '../errors/koo-error.ts';
import { percentEncode } from '../signing/sdk-hmac-canonical.ts';
import type { JsonObject } from '../text/json.ts';
import { both } from '../text/translate.ts';
import { basePath, type OpenApi, type StreamedBody } from './model.ts';

/** A file to upload, with the facts sent ahead of it. */
export interface EventFile {
  /** As KooGallery shows it, 1024 characters at most. */
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  open(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * Longest file from a stream, in bytes: with the multipart frame it makes the 12 MB body that Huawei's gateway accepts.
 * The SHA-256 is sent before the file, so a stream is buffered until it ends.
 */
export const maxStreamBytes = 12 * 1024 * 1024 - 16 * 1024;

/**
 * Reads a file once for its size and SHA-256, in constant memory.
 *
 * @throws the file system's errors; KooError (usage, `UNREADABLE_FILE`) for a pipe or a device
 */
export async function describeFile(path: string): Promise<EventFile> {
  const about = await stat(path);
  // A pipe or a device can be read once; an upload reads the file twice.
  if (!about.isFile() && !about.isDirectory()) {
    throw usageError(
      'UNREADABLE_FILE',
      both('{path} is not a regular file', { path }),
      both(
        'The file is read twice, which a pipe does not allow. Use stdin instead, with --file - and --name.',
      ),
    );
  }
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  const sha256 = hash.digest('hex');
  return { name: basename(path), bytes, sha256, open: () => rereadFile(path, bytes, sha256) };
}

/**
 * Reads the announced file again. A difference is detected before its end, so the request is never completed.
 *
 * @throws KooError (usage, `FILE_CHANGED`)
 */
async function* rereadFile(path: string, announced: number, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > announced) break;
      yield chunk;
    }
  } catch (cause) {
    throw fileChangedError(path, cause);
  }
  if (bytes !== announced || hash.digest('hex') !== sha256) throw fileChangedError(path);
}

/**
 * Reads a stream as a file.
 *
 * @returns `undefined` when it is longer than {@link maxStreamBytes}; reading stops there
 */
export async function describeStream(
  stream: AsyncIterable<Uint8Array>,
  name: string,
): Promise<EventFile | undefined> {
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > maxStreamBytes) return undefined;
    hash.update(chunk);
    chunks.push(chunk);
  }
  return { name, bytes, sha256: hash.digest('hex'), open: () => chunks };
}

/**
 * Uploads a file for the event of `getLicenseAsync`, streamed. Huawei's table has the part `file_name`, its example does
 * not; it is sent. The body is not signed; it contains its hash.
 *
 * @throws KooError; (usage, `FILE_CHANGED`) when the file has changed since it was described
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649351.html
 */
export async function uploadFile(api: OpenApi, eventId: string, file: EventFile): Promise<void> {
  const facts = { type: 'FILE', sha256: file.sha256, file_name: file.name };
  // To the client, an error of the body looks like a network error.
  let changed: KooError | undefined;
  const watchedFile = {
    ...file,
    open: async function* () {
      try {
        yield* file.open();
      } catch (error) {
        if (error instanceof KooError) changed = error;
        throw error;
      }
    },
  };
  try {
    await upload(api, eventId, multipart(facts, watchedFile));
  } catch (error) {
    throw changed ?? error;
  }
}

/**
 * Uploads a text for the event of `getLicenseAsync`, at most 1024 characters.
 *
 * @throws KooError
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649351.html
 */
export async function uploadText(api: OpenApi, eventId: string, characters: string): Promise<void> {
  await upload(api, eventId, multipart({ type: 'CHARACTERS', characters }));
}

async function upload(api: OpenApi, eventId: string, body: StreamedBody): Promise<void> {
  const path = `${basePath}/market-event/${percentEncode(eventId)}/file`;
  await api.call({ method: 'POST', path, body, idempotent: false });
}

/**
 * Builds the `multipart/form-data` body: the facts as JSON, then the file.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc7578
 */
function multipart(facts: JsonObject, file?: EventFile): StreamedBody {
  const boundary = `koo-${randomUUID()}`;
  const part = (disposition: string, type: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`;
  const head = `${part('name="isvUpdateFileReq"', 'application/json')}${JSON.stringify(facts)}\r\n`;
  const filePart = file
    ? part(`name="file"; filename="${escapeFileName(file.name)}"`, 'application/octet-stream')
    : '';
  const end = `${file ? '\r\n' : ''}--${boundary}--\r\n`;
  const frame = Buffer.byteLength(head + filePart + end);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: frame + (file?.bytes ?? 0),
    open: async function* () {
      yield Buffer.from(head + filePart);
      if (file) yield* file.open();
      yield Buffer.from(end);
    },
  };
}

/** Escapes a name for a quoted parameter as browsers do. */
function escapeFileName(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The file changed after it was announced; the request was not completed. */
function fileChangedError(path: string, cause?: unknown): KooError {
  return usageError(
    'FILE_CHANGED',
    both('{path} changed during the upload', { path }),
    both('The request was not completed. Send the file again when it is no longer being written.'),
    { cause },
  );
}
