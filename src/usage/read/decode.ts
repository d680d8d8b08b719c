import { isAscii } from 'node:buffer';
import type { KooError } from '../../errors/koo-error.ts';
import { inputError } from '../faults.ts';

export type Encoding = 'utf-8' | 'gb18030';

/** Bytes that decide, whatever is in them, from the piece on in which the first one is no ASCII. */
const decisive = 64 * 1024;
/** Bytes that are no ASCII, and are valid UTF-8 by no accident: two Chinese characters. */
const telling = 6;

/**
 * Text as it comes: UTF-8 with or without a byte order mark, or what Excel in China calls CSV, which is GBK (read as its
 * superset GB18030). The first bytes that are not ASCII decide; what is valid UTF-8 is UTF-8. A pipe that goes on waits
 * for no more of them than are needed.
 *
 * @param onEncoding told once, where something else than UTF-8 is read
 * @throws KooError (usage) `NOT_UTF8` for what is neither
 */
export async function* decodeTexts(
  bytes: AsyncIterable<Uint8Array>,
  onEncoding: (encoding: Encoding) => void = () => {},
): AsyncGenerator<string> {
  let decoder = new TextDecoder('utf-8', { fatal: true });
  let undecided: Uint8Array | undefined;
  let isDecided = false;
  const decide = (sample: Uint8Array, isWhole: boolean) => {
    isDecided = true;
    if (isText(sample, 'utf-8', isWhole)) return;
    if (!isText(sample, 'gb18030', isWhole)) throw notText();
    onEncoding('gb18030');
    decoder = new TextDecoder('gb18030', { fatal: true });
  };
  try {
    for await (const chunk of bytes) {
      if (!isDecided) {
        if (!undecided && isAscii(chunk)) {
          yield decoder.decode(chunk, { stream: true });
          continue;
        }
        undecided = undecided ? Buffer.concat([undecided, chunk]) : chunk;
        if (!isEnough(undecided)) continue;
        decide(undecided, false);
        yield decoder.decode(undecided, { stream: true });
        undecided = undefined;
        continue;
      }
      yield decoder.decode(chunk, { stream: true });
    }
    if (undecided) {
      decide(undecided, true);
      yield decoder.decode(undecided, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    throw isInvalid(error) ? notText() : error;
  }
}

/** Whether more bytes would change nothing. */
function isEnough(bytes: Uint8Array): boolean {
  if (bytes.length >= decisive || !isText(bytes, 'utf-8', false)) return true;
  let count = 0;
  for (const byte of bytes) if (byte >= 0x80) count += 1;
  return count >= telling;
}

/** Whether bytes are text in an encoding; of a part the last character may be cut. */
function isText(bytes: Uint8Array, encoding: Encoding, isWhole: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !isWhole });
    return true;
  } catch (error) {
    if (isInvalid(error)) return false;
    throw error;
  }
}

function isInvalid(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}

function notText(): KooError {
  return inputError(
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
