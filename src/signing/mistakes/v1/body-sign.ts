import type { Bytes } from '../../bytes.ts';
import { sameText } from '../../bytes.ts';
import { canonicalMembers, jsonMembers, writeMembers } from '../../canonical-json.ts';
import { bodySignature, verifyBodySign } from '../../v1-body-sign.ts';
import { gbk, latin1, readAsLatin1, readGbk } from '../charset.ts';
import {
  bareText,
  javaMapText,
  prettyJson,
  quoteEscaping,
  requoteJson,
  spacedJson,
} from '../json-dialects.ts';
import { explain, keyNotTrimmed, type Mistake, mistakesBeside } from '../mistake.ts';
import { hashMistakes } from './hash.ts';

/** What a wrong `Body-Sign` is explained from. */
export interface BodySignInput {
  /** The access key. */
  readonly key: string;
  /** The body of the reply as it came over the wire. */
  readonly body: Bytes;
  /** `timeStamp` of the request. */
  readonly timeStamp?: string;
}

function textOf({ body }: BodySignInput): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}

function overTexts(input: BodySignInput, texts: readonly (Bytes | undefined)[]): string[] {
  return texts.filter((text) => text !== undefined).map((text) => bodySignature(input.key, text));
}

/** Known ways to get `Body-Sign` wrong, the likely ones first. */
export const bodySignMistakes: readonly Mistake<BodySignInput>[] = mistakesBeside(
  ({ key, body }: BodySignInput) => bodySignature(key, body),
  [
    {
      cause: 'key-and-time',
      text: {
        en: 'Your server signs the reply with accessKey + timeStamp, as requests are. Replies are signed with the access key alone.',
        zh: '服务器用 key + timeStamp 对应答签名，这是请求的做法。应答只用 key（访问密钥）签名，不加 timeStamp。',
      },
      sign: ({ key, body, timeStamp }) =>
        timeStamp ? [bodySignature(key + timeStamp, body), bodySignature(timeStamp + key, body)] : undefined,
    },
    {
      cause: 'body-trimmed',
      text: {
        en: 'The body is sent with white space around it (often a line break at the end) that was not signed. Sign the very bytes that are sent.',
        zh: '实际发送的应答体首尾多了未参与签名的空白（常见为末尾换行）。请对实际发送的字节签名。',
      },
      sign: (input) => {
        const text = textOf(input);
        return overTexts(input, [text.trim(), text.trimEnd(), text.trimStart(), text.replace(/^\ufeff/, '')]);
      },
    },
    {
      cause: 'newline-added',
      text: {
        en: 'The signed text has a line break or a byte order mark that is not sent. Sign the very bytes that are sent.',
        zh: '签名的文本多了换行或 BOM，而实际发送的应答体中没有。请对实际发送的字节签名。',
      },
      sign: (input) => {
        const text = textOf(input);
        return overTexts(input, [`${text}\n`, `${text}\r\n`, `\ufeff${text}`]);
      },
    },
    {
      cause: 'body-rewritten',
      text: {
        en: 'Your server signs one JSON text and sends another: the framework wrote the object anew with another key order, spacing or escapes. Write the JSON yourself, sign it and send that very string.',
        zh: '服务器签名的 JSON 与实际发送的不一致：框架重新序列化时改变了键顺序、空白或转义。请自行生成 JSON 字符串，对它签名并原样返回，不要直接 return 对象。',
      },
      sign: (input) => overTexts(input, rewritten(textOf(input))),
    },
    {
      cause: 'nulls-dropped',
      text: {
        en: 'Your server signs the JSON without the null values that it then sends. Sign the very text that is sent.',
        zh: '服务器签名的 JSON 不含 null 值，实际发送的却含有。请对实际发送的文本签名。',
      },
      sign: (input) => {
        const write = (members: Iterable<readonly [string, string]>) =>
          writeMembers([...members].filter(([, json]) => json !== 'null'));
        const members = jsonMembers(textOf(input), write);
        return overTexts(input, [members && write(members), members && canonicalMembers(members)]);
      },
    },
    {
      cause: 'charset',
      text: {
        en: 'The body is signed in one character set and sent in another (UTF-8, ISO-8859-1, GBK). Use UTF-8 for both.',
        zh: '应答体签名与发送时使用的字符集不同（UTF-8、ISO-8859-1、GBK）。两处都应使用 UTF-8。',
      },
      sign: (input) => {
        const text = textOf(input);
        const bytes = Buffer.from(input.body);
        return overTexts(input, [
          latin1(text),
          readAsLatin1(text),
          gbk(text),
          bytes.toString('latin1'),
          readGbk(bytes),
        ]);
      },
    },
    {
      cause: 'empty-body',
      text: {
        en: 'Your server signs an empty body. Sign the body that is sent.',
        zh: '服务器对空的应答体签名。请对实际发送的应答体签名。',
      },
      sign: (input) => overTexts(input, ['', '{}', 'null']),
    },
    {
      cause: 'object-as-text',
      text: {
        en: 'Your server signs what toString() gives of the object. Sign the JSON text that is sent.',
        zh: '服务器对对象的 toString() 结果签名。请对实际发送的 JSON 文本签名。',
      },
      sign: (input) => {
        const members = jsonMembers(textOf(input));
        return members && overTexts(input, [javaMapText(writeMembers(members)), '[object Object]']);
      },
    },
    {
      cause: 'parameter-string',
      text: {
        en: 'Your server signs the reply as k1=v1&k2=v2, as requests are. Replies are signed over the whole body.',
        zh: '服务器把应答拼成 k1=v1&k2=v2 签名，这是请求的做法。应答应对整个应答体签名。',
      },
      sign: (input) => {
        const pairs = [...(jsonMembers(textOf(input)) ?? [])].map(
          ([name, json]) => `${name}=${bareText(json)}`,
        );
        const texts = pairs.length > 0 ? [pairs.join('&'), pairs.toSorted().join('&')] : [];
        const keys = [input.key, input.key + (input.timeStamp ?? '')];
        return keys.flatMap((key) => texts.map((text) => bodySignature(key, text)));
      },
    },
    ...hashMistakes({ name: 'Body-Sign', key: ({ key }: BodySignInput) => key, signed: ({ body }) => body }),
    {
      cause: 'signature-percent-encoded',
      text: {
        en: 'Your server percent-encodes the signature. A header value is not encoded.',
        zh: '服务器对签名做了 URL 编码。响应头的值不需要编码。',
      },
      sign: ({ key, body }) => encodeURIComponent(bodySignature(key, body)),
    },
    {
      cause: 'signature-with-blanks',
      text: {
        en: 'There are blanks within the quotation marks. Write the bare base64: signature="…".',
        zh: '双引号内带有空格。引号内只应有 Base64 本身：signature="…"。',
      },
      sign: ({ key, body }) => {
        const signature = bodySignature(key, body);
        return [` ${signature}`, `${signature} `, ` ${signature} `];
      },
    },
    {
      cause: 'signature-quoted-twice',
      text: {
        en: 'Your server puts the signature in quotation marks twice. Once is right: signature="…".',
        zh: '服务器给签名加了两层双引号。只需一层：signature="…"。',
      },
      sign: ({ key, body }) => {
        const signature = bodySignature(key, body);
        return [`"${signature}"`, `\\"${signature}\\"`, `'${signature}'`];
      },
    },
    keyNotTrimmed(({ key, body }) => bodySignature(key, body)),
    {
      cause: 'no-key',
      text: {
        en: 'Your server signs with an empty key or the text "null": the access key is not configured.',
        zh: '服务器以空密钥或文本 "null" 签名：没有配置访问密钥。',
      },
      sign: ({ body }) => ['', 'null', 'undefined'].map((key) => bodySignature(key, body)),
    },
  ],
);

/** Other ways to write the same JSON object; none when the text is not one. */
function rewritten(text: string): string[] {
  const members = jsonMembers(text);
  if (!members) return [];
  return [writeMembers(members), canonicalMembers(members)].flatMap((json) => [
    json,
    spacedJson(json),
    ...['  ', '    ', '\t'].flatMap((indent) =>
      [': ', ' : '].map((colon) => prettyJson(json, indent, colon)),
    ),
    ...requotings.flatMap((quote) => [requoteJson(json, quote), spacedJson(requoteJson(json, quote))]),
    requoteJson(json, JSON.stringify),
  ]);
}

const nonAscii = /[\u0080-\uffff]/g;
const requotings: readonly ((text: string) => string)[] = [
  quoteEscaping(nonAscii),
  quoteEscaping(nonAscii, 'upper'),
  (text) => quoteEscaping(nonAscii)(text).replaceAll('/', '\\/'),
  (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  quoteEscaping(/[<>&\u2028\u2029]/g),
  quoteEscaping(/[<>&='\u2028\u2029]/g),
];

/** Which known mistake made the given signature; `undefined` when it is right or made in no known way. */
export function explainBodySign(input: BodySignInput, given: string): Mistake<BodySignInput> | undefined {
  return verifyBodySign(input.key, input.body, given)
    ? undefined
    : explain(bodySignMistakes, input, given, sameText);
}
