import { looksLikeCurl, readCurl } from './curl.ts';
import { readDocument } from './document.ts';
import { looksLikeHttp, readHttp } from './http.ts';
import { assertDepth, type Captured, type CaptureOptions, unreadableCapture } from './model.ts';

/**
 * Reads a captured request or reply, whatever its form: a curl command (bash or cmd.exe), a raw HTTP message, a HAR
 * log or entry, a JSON document.
 *
 * @throws KooError (usage, `UNREADABLE_CAPTURE`) when it is none of these, or damaged; says what is wrong and where
 */
export function readCapture(input: Uint8Array, options: CaptureOptions = {}): Captured {
  const captured = readForm(input, options);
  const body = captured.kind === 'request' ? captured.request.body : captured.body;
  assertDepth(tryJson(new TextDecoder('utf-8').decode(body)));
  return captured;
}

function readForm(input: Uint8Array, options: CaptureOptions): Captured {
  const bytes = afterBlank(input);
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text === '') throw unreadableCapture('The capture is empty.', '抓取内容为空。');
  if (looksLikeCurl(text)) return readCurl(text);
  if (looksLikeHttp(text)) return readHttp(bytes);
  if (/^[{[]/.test(text)) return readDocument(parseJson(text), options);
  throw unreadableCapture(
    'This is no capture koo can read: it is neither a curl command nor an HTTP message, HAR or JSON.',
    '无法识别的抓取内容：既不是 curl 命令，也不是 HTTP 报文、HAR 或 JSON。',
  );
}

/** Leaves out blanks and a byte order mark before the capture; what is behind it may be part of a body. */
function afterBlank(input: Uint8Array): Uint8Array {
  const bom = input[0] === 0xef && input[1] === 0xbb && input[2] === 0xbf ? 3 : 0;
  const start = input.findIndex(
    (byte, at) => at >= bom && !(byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)),
  );
  return start < 0 ? new Uint8Array() : input.subarray(start);
}

/** The value of a JSON text; `undefined` for any other text. */
function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw unreadableCapture(`The capture is damaged JSON: ${reason}`, `抓取内容不是有效的 JSON：${reason}`);
  }
}
