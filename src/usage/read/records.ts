import type { KooError } from '../../errors/koo-error.ts';
import { usageError } from '../../errors/koo-error.ts';
import { decodeTexts, type Encoding } from '../../text/decode.ts';
import { readCsv } from './csv.ts';
import { type RawRecord, readJsonArray, readNdjson } from './json.ts';

export const inputFormats = ['csv', 'ndjson', 'json'] as const;
export type InputFormat = (typeof inputFormats)[number];

export interface ReadOptions {
  /** Default: what the first character tells, `{` NDJSON, `[` a JSON array, else CSV. */
  readonly format?: InputFormat | undefined;
  readonly ignoreUnknown: boolean;
  /** Told how many bytes have been read. */
  readonly onBytes?: (count: number) => void;
  /** Told where something else than UTF-8 is read. */
  readonly onEncoding?: ((encoding: Encoding) => void) | undefined;
}

/**
 * Reads records as they come, in pieces that are gone through once; memory does not grow with the input.
 *
 * @throws KooError (usage) when the input cannot be read any further
 */
export async function* readRecords(
  bytes: AsyncIterable<Uint8Array>,
  { format, ignoreUnknown, onBytes, onEncoding }: ReadOptions,
): AsyncGenerator<Iterable<RawRecord>> {
  const texts = decodeTexts(counted(bytes, onBytes), {
    encodings: ['utf-8', 'gb18030'],
    notText,
    onEncoding: (encoding) => encoding !== 'utf-8' && onEncoding?.(encoding),
  });
  const start = await firstText(texts);
  const all = rejoin(start, texts);
  switch (format ?? formatOf(start)) {
    case 'ndjson':
      return yield* readNdjson(all);
    case 'json':
      return yield* readJsonArray(all);
    case 'csv':
      return yield* readCsv(all, { ignoreUnknown });
  }
}

/** The bytes, counted as they are taken. */
async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: ((count: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    yield chunk;
    onBytes?.(count);
  }
}

/** As much as it takes to see something that is not white space. */
async function firstText(texts: AsyncIterator<string>): Promise<string> {
  let text = '';
  while (text.trim() === '') {
    const next = await texts.next();
    if (next.done) {
      throw usageError(
        'EMPTY_INPUT',
        { en: 'The input is empty', zh: '输入为空' },
        {
          en: 'Give CSV with a header, NDJSON, or a JSON array.',
          zh: '请提供带表头的 CSV、NDJSON 或 JSON 数组。',
        },
      );
    }
    text += next.value;
  }
  return text;
}

async function* rejoin(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

function formatOf(text: string): InputFormat {
  const first = text.trimStart()[0];
  if (first === '{') return 'ndjson';
  return first === '[' ? 'json' : 'csv';
}

function notText(): KooError {
  return usageError(
    'NOT_UTF8',
    {
      en: 'The input is neither UTF-8 nor GBK (GB18030)',
      zh: '输入不是 UTF-8 或 GBK（GB18030）编码',
    },
    {
      en: 'Save it as UTF-8; Excel calls that "CSV UTF-8".',
      zh: '请另存为 UTF-8 编码；在 Excel 中选择“CSV UTF-8”。',
    },
  );
}
