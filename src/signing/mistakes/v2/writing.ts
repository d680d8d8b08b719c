import type { Localized } from '../../../text/localized.ts';
import type { Bytes } from '../../bytes.ts';
import { compactJson, jsonMembers } from '../../canonical-json.ts';
import type { V2Input } from '../../v2.ts';
import { gbk, latin1, readAsLatin1 } from '../charset.ts';
import {
  bareText,
  javaMapText,
  prettyJson,
  quoteEscaping,
  renumberJson,
  requoteJson,
  spacedJson,
} from '../json-dialects.ts';

const nonAscii = /[\u0080-\uffff]/g;

/** The right content, written otherwise. */
export const wrongWritings: readonly WrongPayload[] = [
  {
    cause: 'json-with-spaces',
    text: {
      en: 'Your server signs JSON with a blank after each comma and colon. Write it compact: in Python json.dumps(…, separators=(",", ":"), ensure_ascii=False).',
      zh: '服务器签名所用的 JSON 在逗号和冒号后带有空格。请输出紧凑的 JSON，Python 中为 json.dumps(…, separators=(",", ":"), ensure_ascii=False)。',
    },
    payloads: ({ payload }) => [
      spacedJson(payload),
      spacedJson(requoteJson(payload, quoteEscaping(/[\u007f-\uffff]/g))),
    ],
  },
  {
    cause: 'non-ascii-escaped',
    text: {
      en: 'Your server writes non-ASCII characters as \\u4e2d before signing. Leave them as they are: JSON_UNESCAPED_UNICODE in PHP, ensure_ascii=False in Python.',
      zh: '服务器在签名前把非 ASCII 字符写成了 \\u4e2d 形式。请保留原字符：PHP 用 JSON_UNESCAPED_UNICODE，Python 用 ensure_ascii=False。',
    },
    payloads: ({ payload }) => [
      requoteJson(payload, quoteEscaping(nonAscii)),
      requoteJson(payload, quoteEscaping(nonAscii, 'upper')),
      requoteJson(payload, quoteEscaping(/[\u007f-\uffff]/g)),
    ],
  },
  {
    cause: 'slashes-escaped',
    text: {
      en: 'Your server writes / as \\/ before signing. In PHP encode with JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE.',
      zh: '服务器在签名前把 / 写成了 \\/。PHP 中请使用 JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE。',
    },
    payloads: ({ payload }) =>
      [quoteEscaping(nonAscii), JSON.stringify].map((quote) =>
        requoteJson(payload, (text) => quote(text).replaceAll('/', '\\/')),
      ),
  },
  {
    cause: 'html-escaped',
    text: {
      en: 'Your server writes <, > and & as \\u003c and the like before signing. Turn it off: SetEscapeHTML(false) in Go, disableHtmlEscaping() in Gson.',
      zh: '服务器在签名前把 <、>、& 写成了 \\u003c 等形式。请关闭该转义：Go 用 SetEscapeHTML(false)，Gson 用 disableHtmlEscaping()。',
    },
    payloads: ({ payload }) => [
      requoteJson(payload, quoteEscaping(/[<>&\u2028\u2029]/g)),
      requoteJson(payload, quoteEscaping(/[<>&='\u2028\u2029]/g)),
    ],
  },
  {
    cause: 'control-characters-lower-case',
    text: {
      en: 'Your server writes control characters with lower-case hex, \\u001f. Write \\u001F, as Jackson does, or sign the text as received.',
      zh: '服务器把控制字符写成了小写的 \\u001f。请与 Jackson 一致写成 \\u001F，或直接对收到的原文签名。',
    },
    payloads: ({ payload }) => [requoteJson(payload, JSON.stringify)],
  },
  {
    cause: 'json-pretty',
    text: {
      en: 'Your server signs JSON with line breaks and indentation. Write it compact.',
      zh: '服务器签名所用的 JSON 带有换行和缩进。请输出紧凑的 JSON。',
    },
    payloads: ({ payload }) =>
      ['  ', '    ', '\t'].flatMap((indent) =>
        [': ', ' : '].map((colon) => prettyJson(payload, indent, colon)),
      ),
  },
  {
    cause: 'numbers-rewritten',
    text: {
      en: 'Your server writes numbers otherwise than they came (1.0 for 1, 1 for 1.0, rounded digits). Keep numbers as they were written.',
      zh: '服务器改写了数字（如 1 变成 1.0、1.0 变成 1，或精度丢失）。请保持数字收到时的写法。',
    },
    payloads: ({ payload }) => [
      renumberJson(payload, (number) => JSON.stringify(Number(number))),
      renumberJson(payload, (number) => (/^-?\d+$/.test(number) ? `${number}.0` : number)),
    ],
  },
  {
    cause: 'empty-body',
    text: {
      en: 'Your server signs an empty body: the framework has read the stream before. Keep the bytes of the body before it is parsed.',
      zh: '服务器对空的请求体签名：框架已提前读取了输入流。请在解析之前保存请求体的原始字节。',
    },
    payloads: () => ['', '{}', 'null'],
  },
  {
    cause: 'newline-added',
    text: {
      en: 'Your server signs the body with a line break behind it. Sign the JSON alone.',
      zh: '服务器签名时在请求体末尾多了换行。请只对 JSON 本身签名。',
    },
    payloads: ({ payload }) => [`${payload}\n`, `${payload}\r\n`],
  },
  {
    cause: 'payload-as-query',
    text: {
      en: 'Your server signs the body as k1=v1&k2=v2, which is the way of V1. V2 signs compact JSON.',
      zh: '服务器把请求体拼成 k1=v1&k2=v2 签名，这是 V1 的做法。V2 须对紧凑的 JSON 签名。',
    },
    payloads: ({ payload }) => [
      [...(jsonMembers(payload) ?? [])].map(([name, json]) => `${name}=${bareText(json)}`).join('&'),
    ],
  },
  {
    cause: 'object-as-text',
    text: {
      en: 'Your server signs what toString() gives of the object. Write it as compact JSON.',
      zh: '服务器对对象的 toString() 结果签名。请将其序列化为紧凑的 JSON。',
    },
    payloads: ({ payload }) => [javaMapText(payload), '[object Object]'],
  },
  {
    cause: 'json-encoded-twice',
    text: {
      en: 'Your server writes the JSON text as a JSON string once more. Sign the text itself.',
      zh: '服务器把 JSON 文本又序列化了一次。请对 JSON 文本本身签名。',
    },
    payloads: ({ payload }) => [compactJson(payload)],
  },
  {
    cause: 'other-charset',
    text: {
      en: 'Your server reads or signs the body in another character set (ISO-8859-1, GBK). Use UTF-8 explicitly, in getBytes as well.',
      zh: '服务器以其他字符集（ISO-8859-1、GBK）读取或签名请求体。请显式使用 UTF-8，包括 getBytes 时。',
    },
    payloads: ({ payload }) => [readAsLatin1(payload), latin1(payload), gbk(payload)],
  },
];

/** A wrong text in the place of the canonical JSON. */
export interface WrongPayload {
  readonly cause: string;
  readonly text: Localized;
  readonly payloads: (input: V2Input) => readonly (Bytes | undefined)[];
}
