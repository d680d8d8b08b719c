import { describeFile, type EventFile, uploadFile, uploadText } from '../openapi/events.ts';
import type { Localized } from '../text/localized.ts';
import { type ApiWish, withApi } from './api-run.ts';
import { Failure } from './failure.ts';
import { requireLength } from './length.ts';

/** What was uploaded for an event. */
export type Uploaded =
  | { readonly eventId: string; readonly type: 'CHARACTERS'; readonly characters: number }
  | {
      readonly eventId: string;
      readonly type: 'FILE';
      readonly fileName: string;
      readonly bytes: number;
      readonly sha256: string;
    };

/** Values of the flags of `koo event upload`. */
export interface UploadWish extends ApiWish {
  readonly file?: string | undefined;
  readonly text?: string | undefined;
}

/** Uploads a file or a text for an event. */
export async function runUpload(
  eventId: string,
  wish: UploadWish,
  notice: (text: Localized) => void,
): Promise<Uploaded> {
  requireLength('EVENT_ID', eventId, 64);
  const { file: path, text } = wish;
  if (path !== undefined) {
    const file = await readFacts(path);
    await withApi(wish, 'event', notice, (api) => uploadFile(api, eventId, file));
    return { eventId, type: 'FILE', fileName: file.name, bytes: file.bytes, sha256: file.sha256 };
  }
  if (text === undefined) throw nothing();
  requireLength('--text', text, 1024);
  await withApi(wish, 'event', notice, (api) => uploadText(api, eventId, text));
  return { eventId, type: 'CHARACTERS', characters: [...text].length };
}

async function readFacts(path: string): Promise<EventFile> {
  const file = await describeFile(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code ?? error.name;
    throw new Failure({
      category: 'usage',
      code: 'UNREADABLE_FILE',
      message: { en: `Cannot read ${path} (${reason})`, zh: `无法读取 ${path}（${reason}）` },
      hint: { en: 'Check the path and its permissions.', zh: '请检查路径和权限。' },
    });
  });
  requireLength('--file', file.name, 1024);
  return file;
}

function nothing(): Failure {
  return new Failure({
    category: 'usage',
    code: 'MISSING_FLAG',
    message: { en: 'There is nothing to upload', zh: '没有要上传的内容' },
    hint: { en: 'Give --file FILE or --text TEXT.', zh: '请给出 --file FILE 或 --text TEXT。' },
  });
}
