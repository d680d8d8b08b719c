import { both } from '../../../text/translate.ts';
import { type Bytes, equalsConstantTime } from '../../bytes.ts';
import { canonicalMembers, jsonMembers, jsonTokens, writeMembers } from '../../canonical-json.ts';
import { bodySignature, verifyBodySign } from '../../v1-body-sign.ts';
import { gbk, latin1, readAsLatin1, readGbk } from '../charset.ts';
import {
  javaMapToString,
  prettyJson,
  quoteEscaping,
  rewriteStrings,
  spacedJson,
  stringContent,
} from '../json-dialects.ts';
import {
  explain,
  type Mistake,
  mistakesOf,
  type SchemeMistake,
  searchScope,
  untrimmedKeyMistake,
} from '../mistake.ts';
import { hashMistakes } from './hash.ts';

export interface BodySignInput {
  readonly key: string;
  /** The response body as received. */
  readonly body: Bytes;
  readonly timeStamp?: string;
}

function bodyText({ body }: BodySignInput): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}

function withBodies(input: BodySignInput, bodies: readonly (Bytes | undefined)[]): BodySignInput[] {
  return bodies.filter((body) => body !== undefined).map((body) => ({ ...input, body }));
}

function signTexts(input: BodySignInput, texts: readonly (Bytes | undefined)[]): string[] {
  return withBodies(input, texts).map(({ key, body }) => bodySignature(key, body));
}

/** Known mistakes in `Body-Sign`, the most likely first. */
export const bodySignMistakes: readonly SchemeMistake<BodySignInput>[] = mistakesOf(
  ({ key, body }: BodySignInput) => bodySignature(key, body),
  [
    {
      cause: 'key-and-time',
      text: both(
        'The server signs the response with accessKey + timeStamp, as for requests. Sign responses with the access key only.',
      ),
      stage: 'key',
      inputs: (input) =>
        input.timeStamp
          ? [input.key + input.timeStamp, input.timeStamp + input.key].map((key) => ({ ...input, key }))
          : [],
    },
    {
      cause: 'body-trimmed',
      text: both(
        'The body is sent with white space at the start or end that was not signed, often a trailing line break. Sign exactly the bytes that are sent.',
      ),
      stage: 'form',
      inputs: (input) => {
        const text = bodyText(input);
        const texts = [text.trim(), text.trimEnd(), text.trimStart(), text.replace(/^\ufeff/, '')];
        return withBodies(input, texts);
      },
    },
    {
      cause: 'newline-added',
      text: both(
        'The signed text contains a line break or a byte order mark that is not sent. Sign exactly the bytes that are sent.',
      ),
      stage: 'form',
      inputs: (input) => {
        const text = bodyText(input);
        return withBodies(input, [`${text}\n`, `${text}\r\n`, `\ufeff${text}`]);
      },
    },
    {
      cause: 'body-rewritten',
      text: both(
        'The server signs one JSON text and sends another: the framework serialises the object again with another key order, spacing or escaping. Serialise the JSON yourself, sign it and send that string unchanged.',
      ),
      stage: 'form',
      inputs: (input) => withBodies(input, serialisations(bodyText(input))),
    },
    {
      cause: 'nulls-dropped',
      text: both(
        'The server signs the JSON without null values but sends it with them. Sign exactly the text that is sent.',
      ),
      stage: 'content',
      inputs: (input) => {
        const write = (members: Iterable<readonly [string, string]>) =>
          writeMembers([...members].filter(([, json]) => json !== 'null'));
        const members = jsonMembers(bodyText(input), write);
        return withBodies(input, [members && write(members), members && canonicalMembers(members)]);
      },
    },
    {
      cause: 'charset',
      text: both(
        'The body is signed in one character set and sent in another (UTF-8, ISO-8859-1, GBK). Use UTF-8 for both.',
      ),
      sign: (input) => {
        const text = bodyText(input);
        const bytes = Buffer.from(input.body);
        const read = [bytes.toString('latin1'), readGbk(bytes)];
        return signTexts(input, [latin1(text), readAsLatin1(text), gbk(text), ...read]);
      },
    },
    {
      cause: 'characters-lost',
      text: both(
        'The body is signed in UTF-8 and sent in a character set without Chinese, with "?" in place of each character. Send UTF-8: in a servlet, call setContentType("application/json;charset=UTF-8") before getWriter().',
      ),
      sign: (input) => signTexts(input, guessLostText(bodyText(input))),
    },
    {
      cause: 'empty-body',
      text: both('The server signs an empty body. Sign the body that is sent.'),
      sign: (input) => signTexts(input, ['', '{}', 'null']),
    },
    {
      cause: 'object-as-text',
      text: both('The server signs the toString() text of the object. Sign the JSON text that is sent.'),
      sign: (input) => {
        const members = jsonMembers(bodyText(input));
        return (
          members && signTexts(input, [javaMapToString(jsonTokens(writeMembers(members))), '[object Object]'])
        );
      },
    },
    {
      cause: 'parameter-string',
      text: both(
        'The server signs the response as k1=v1&k2=v2, as for requests. Sign the whole response body.',
      ),
      sign: (input) => {
        const pairs = [...(jsonMembers(bodyText(input)) ?? [])].map(
          ([name, json]) => `${name}=${stringContent(json)}`,
        );
        const texts = pairs.length > 0 ? [pairs.join('&'), pairs.toSorted().join('&')] : [];
        const keys = [input.key, input.key + (input.timeStamp ?? '')];
        return keys.flatMap((key) => texts.map((text) => bodySignature(key, text)));
      },
    },
    ...hashMistakes({ name: 'Body-Sign', key: ({ key }: BodySignInput) => key, signed: ({ body }) => body }),
    {
      cause: 'signature-percent-encoded',
      text: both('The server percent-encodes the signature. Do not encode header values.'),
      sign: ({ key, body }) => encodeURIComponent(bodySignature(key, body)),
    },
    {
      cause: 'signature-with-blanks',
      text: both(
        'The value of signature contains spaces. Put only the base64 between the quotation marks: signature="…".',
      ),
      sign: ({ key, body }) => {
        const signature = bodySignature(key, body);
        return [` ${signature}`, `${signature} `, ` ${signature} `];
      },
    },
    {
      cause: 'signature-quoted-twice',
      text: both('The server puts the signature in quotation marks twice. Use one pair: signature="…".'),
      sign: ({ key, body }) => {
        const signature = bodySignature(key, body);
        return [`"${signature}"`, `\\"${signature}\\"`, `'${signature}'`];
      },
    },
    untrimmedKeyMistake(),
    {
      cause: 'no-key',
      text: both('The server signs with an empty key or the text "null": the access key is not configured.'),
      sign: ({ body }) => ['', 'null', 'undefined'].map((key) => bodySignature(key, body)),
    },
  ],
);

/** Messages that merchants send in Chinese, to find the text that was signed. */
const commonMessages = [
  ...['成功', '操作成功', '处理成功', '请求成功', '开通成功', '调用成功', '成功。', '成功！', '失败'],
  ...['鉴权失败', '验签失败', '签名错误', '参数错误', '请求参数不合法', '实例ID不存在', '实例不存在'],
  ...['请求处理中', '其它服务内部错误', '系统异常'],
];

/** The texts that may have been signed if each character outside Latin-1 was sent as `?`. */
function guessLostText(text: string): string[] {
  return commonMessages.flatMap((message) => {
    const sent = `"${message.replace(/[^\0-\xff]/g, '?')}"`;
    return text.includes(sent) ? [text.replace(sent, `"${message}"`)] : [];
  });
}

/** Other serialisations of the same JSON object; empty if the text is not a JSON object. */
function serialisations(text: string): (string | undefined)[] {
  const members = jsonMembers(text);
  if (!members) return [];
  return [writeMembers(members), canonicalMembers(members)].flatMap((json) => {
    const tokens = jsonTokens(json);
    return [
      json,
      spacedJson(tokens),
      ...['  ', '    ', '\t'].flatMap((indent) =>
        [': ', ' : '].map((colon) => prettyJson(tokens, indent, colon)),
      ),
      ...stringWriters.flatMap((quote) => {
        const written = rewriteStrings(tokens, quote);
        return [written.join(''), spacedJson(written)];
      }),
      rewriteStrings(tokens, JSON.stringify).join(''),
    ];
  });
}

const nonAscii = /[\u0080-\uffff]/g;
const stringWriters: readonly ((text: string) => string)[] = [
  quoteEscaping(nonAscii),
  quoteEscaping(nonAscii, 'upper'),
  (text) => quoteEscaping(nonAscii)(text).replaceAll('/', '\\/'),
  (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  quoteEscaping(/[<>&\u2028\u2029]/g),
  quoteEscaping(/[<>&='\u2028\u2029]/g),
];

/** The known mistake that explains the signature; `undefined` if the signature is correct or matches none. */
export function explainBodySign(input: BodySignInput, given: string): Mistake<BodySignInput> | undefined {
  return verifyBodySign(input.key, input.body, given)
    ? undefined
    : explain(bodySignMistakes, input, given, equalsConstantTime, searchScope(input.body.length));
}
