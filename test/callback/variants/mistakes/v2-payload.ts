import { jsonTokens } from '../../../../src/signing/canonical-json.ts';
import { spacedJson } from '../../../../src/signing/mistakes/json-dialects.ts';
import type { JsonObject, JsonValue } from '../../../../src/text/json.ts';
import { asciiValues, latin1Text } from '../charsets.ts';
import { timed } from '../families.ts';
import type { Mistake } from '../model.ts';
import { sortedJson, verifyingV2 } from '../verify-v2.ts';

function parsed(json: string): JsonObject {
  return JSON.parse(json);
}

/** The payload with every text in it written otherwise. */
function overTexts(change: (text: string) => string): (body: string) => string {
  return (body) =>
    JSON.stringify(parsed(sortedJson(body)), (_name, value) =>
      typeof value === 'string' ? change(value) : value,
    );
}

function deeplySorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(deeplySorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, deeplySorted(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Ways in which merchants write the signed body wrongly. */
export const v2Payload: readonly Mistake[] = [
  {
    id: 'v2-json-with-spaces',
    title: {
      en: "signs JSON with spaces after commas and colons (Python's json.dumps)",
      zh: '签名所用 JSON 的逗号、冒号后带空格（Python json.dumps）',
    },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({ payload: (body) => spacedJson(jsonTokens(sortedJson(body))) }),
    caughtBy: 'AUTH-RIGHT',
    hint: /blank|space/,
  },
  {
    id: 'v2-non-ascii-escaped',
    title: { en: 'writes Chinese as \\u escapes before signing', zh: '签名前把中文转成了 \\u 转义' },
    protocols: ['v2', 'order-notify'],
    make: verifyingV2({
      payload: (body) =>
        sortedJson(body).replace(
          /[\u0080-\uffff]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        ),
    }),
    caughtBy: 'VERIFY-CHINESE',
  },
  {
    id: 'v2-kit-non-ascii-escaped',
    title: { en: 'writes Chinese as \\u escapes before signing', zh: '签名前把中文转成了 \\u 转义' },
    protocols: ['v2-kit'],
    make: verifyingV2({
      payload: (body) =>
        sortedJson(body).replace(
          /[\u0080-\uffff]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        ),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /\\u/,
  },
  {
    id: 'v2-latin-1',
    title: { en: 'reads the body as Latin-1', zh: '按 Latin-1 读取请求体' },
    protocols: ['v2'],
    make: verifyingV2({ payload: overTexts(latin1Text) }),
    caughtBy: 'VERIFY-CHINESE',
  },
  {
    id: 'v2-kit-latin-1',
    title: { en: 'reads the body as Latin-1', zh: '按 Latin-1 读取请求体' },
    protocols: ['v2-kit'],
    options: { set: asciiValues },
    make: verifyingV2({ payload: overTexts(latin1Text) }),
    caughtBy: 'VERIFY-CHINESE',
  },
  {
    id: 'v2-no-emoji',
    title: { en: 'replaces characters beyond the basic plane before signing', zh: '签名前替换了四字节字符' },
    protocols: timed,
    make: verifyingV2({ payload: overTexts((text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, '?')) }),
    caughtBy: 'VERIFY-EMOJI',
  },
  {
    id: 'v2-slashes-escaped',
    title: {
      en: "writes / as \\/ before signing (PHP's json_encode)",
      zh: '签名前把 / 转义成 \\/(PHP json_encode)',
    },
    protocols: ['v2'],
    make: verifyingV2({ payload: (body) => sortedJson(body).replaceAll('/', '\\/') }),
    caughtBy: 'VERIFY-RESERVED',
  },
  {
    id: 'v2-html-escaped',
    title: { en: 'escapes < > & = before signing (Gson)', zh: '签名前对 < > & = 做了 HTML 转义（Gson）' },
    protocols: timed,
    make: verifyingV2({
      payload: (body) =>
        sortedJson(body).replace(/[<>&=']/g, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`),
    }),
    caughtBy: 'VERIFY-RESERVED',
  },
  {
    id: 'v2-trimmed',
    title: { en: 'trims values before signing', zh: '签名前去除了参数值首尾空格' },
    protocols: timed,
    make: verifyingV2({ payload: overTexts((text) => text.trim()) }),
    caughtBy: 'VERIFY-BLANKS',
  },
  {
    id: 'v2-empty-dropped',
    title: { en: 'omits empty values from the signed text', zh: '签名时去掉了空值参数' },
    protocols: ['v2', 'order-notify'],
    make: verifyingV2({
      payload: (body) => {
        const entries = Object.entries(parsed(sortedJson(body)));
        return JSON.stringify(Object.fromEntries(entries.filter(([, value]) => value !== '')));
      },
    }),
    caughtBy: 'VERIFY-EMPTY',
  },
  {
    id: 'v2-control-characters-filtered',
    title: { en: 'filters control characters before signing', zh: '签名前过滤控制字符' },
    protocols: timed,
    make: verifyingV2({ payload: overTexts((text) => text.replace(/[\n\t]/g, '')) }),
    caughtBy: 'VERIFY-CONTROL',
  },
  {
    id: 'v2-own-fields-alone',
    title: {
      en: 'signs only the fields of its own class',
      zh: '仅对自定义类中的字段签名，忽略未知参数',
    },
    protocols: timed,
    make: verifyingV2({
      payload: (body) => {
        const { kooExtra: _extra, ...known } = parsed(sortedJson(body));
        return JSON.stringify(known);
      },
    }),
    caughtBy: 'VERIFY-EXTRA',
  },
  {
    id: 'v2-nested-keys-sorted',
    title: { en: 'sorts the keys of nested objects as well', zh: '嵌套对象的键也被排序' },
    protocols: ['v2'],
    make: verifyingV2({ payload: (body) => JSON.stringify(deeplySorted(parsed(sortedJson(body)))) }),
    caughtBy: 'VERIFY-NESTED',
  },
  {
    id: 'v2-kit-values-as-strings',
    title: { en: 'binds the body to a map of strings', zh: '把请求体绑定为 Map<String,String>' },
    protocols: ['v2-kit'],
    make: verifyingV2({
      payload: (body) =>
        JSON.stringify(parsed(sortedJson(body)), (_name, value) =>
          typeof value === 'number' ? String(value) : value,
        ),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /string|text/,
  },
];
