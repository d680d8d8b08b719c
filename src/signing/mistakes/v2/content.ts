import { compactJson, jsonMembers, sortMembers, writeMembers } from '../../canonical-json.ts';
import type { V2Input, V2Signable } from '../../v2.ts';
import { bareText, deeplySortedJson, javaMapText } from '../json-dialects.ts';
import type { Mistake } from '../mistake.ts';
import { type WrongPayload, wrongWritings } from './writing.ts';

type Member = readonly [name: string, json: string];

/** The payload with its top-level members changed. */
function changed(
  json: string | undefined,
  change: (members: Member[]) => readonly Member[],
): string | undefined {
  const members = json === undefined ? undefined : jsonMembers(json);
  return members && writeMembers(change([...members]));
}

function withValues(payload: string, write: (json: string) => string): string | undefined {
  return changed(payload, (members) => members.map(([name, json]) => [name, write(json)]));
}

function without(payload: string, drop: (member: Member) => boolean): string | undefined {
  return changed(payload, (members) => members.filter((member) => !drop(member)));
}

const isNull = ([, json]: Member) => json === 'null';

/** Other members, values or order than the right ones. */
const wrongContents: readonly WrongPayload[] = [
  {
    cause: 'keys-unsorted',
    text: {
      en: 'Your server signs the body with its keys in the order of arrival. Sort the top-level keys ascending before you sign.',
      zh: '服务器按收到的键顺序对请求体签名。签名前请将顶层的键按升序排列。',
    },
    payloads: ({ wireText }) => [changed(wireText, (members) => members.filter((member) => !isNull(member)))],
  },
  {
    cause: 'keys-descending',
    text: {
      en: 'Your server sorts the keys descending, as some editions of the page say. Sort them ascending: activity comes before orderId.',
      zh: '服务器按降序排列了键（部分版本的文档如此描述）。请按升序排列：activity 排在 orderId 之前。',
    },
    payloads: ({ payload }) => [changed(payload, (members) => sortMembers(members).reverse())],
  },
  {
    cause: 'wire-text-signed',
    text: {
      en: 'Your server signs the body exactly as received. Sort the top-level keys ascending, drop null values and write compact JSON before you sign.',
      zh: '服务器直接对收到的原文签名。签名前请将顶层的键按升序排列、去掉值为 null 的键，并输出紧凑的 JSON。',
    },
    payloads: ({ wireText }) => [wireText, wireText?.trim()],
  },
  {
    cause: 'nulls-kept',
    text: {
      en: 'Your server signs keys whose value is null. Drop them at the top level.',
      zh: '服务器把值为 null 的键也计入签名。请去掉顶层值为 null 的键。',
    },
    payloads: ({ wireText }) => [changed(wireText, sortMembers), changed(wireText, (members) => members)],
  },
  {
    cause: 'empty-values-dropped',
    text: {
      en: 'Your server drops empty values before signing. Only null is dropped; "" stays.',
      zh: '服务器在签名前去掉了空值。只应去掉 null，空字符串须保留。',
    },
    payloads: ({ payload }) => [
      without(payload, ([, json]) => json === '""'),
      without(payload, ([, json]) => /^"\s*"$/.test(json)),
      without(payload, ([, json]) => ['""', '[]', '{}'].includes(json)),
    ],
  },
  {
    cause: 'nested-keys-sorted',
    text: {
      en: 'Your server sorts the keys of nested objects as well. Sort the top level only and leave nested values as they came.',
      zh: '服务器对嵌套对象的键也做了排序。只应排序顶层的键，嵌套的值保持收到时的顺序。',
    },
    payloads: ({ payload, wireText }) => [deeplySortedJson(payload), wireText && deeplySortedJson(wireText)],
  },
  {
    cause: 'nested-as-text',
    text: {
      en: 'Your server signs nested values as text. Keep productInfo, userList and the like as JSON inside the JSON.',
      zh: '服务器把嵌套的值当作字符串签名。productInfo、userList 等应作为 JSON 保留在 JSON 之中。',
    },
    payloads: ({ payload }) =>
      [(json: string) => json, javaMapText].map((write) =>
        withValues(payload, (json) => (/^[[{]/.test(json) ? compactJson(write(json)) : json)),
      ),
  },
  {
    cause: 'text-as-nested',
    text: {
      en: 'Your server parses values that are text holding JSON before signing. Leave text as text.',
      zh: '服务器在签名前解析了内容为 JSON 的字符串值。字符串应原样保留。',
    },
    payloads: ({ payload }) => [
      withValues(payload, (json) => (/^"\s*[[{]/.test(json) ? (compacted(JSON.parse(json)) ?? json) : json)),
    ],
  },
  {
    cause: 'values-as-strings',
    text: {
      en: 'Your server turns numbers and true/false into text before signing. Read the body as a map of any values, not as a map of strings.',
      zh: '服务器在签名前把数字、布尔值转成了字符串。请用 Map<String, Object> 而不是 Map<String, String> 接收请求体。',
    },
    payloads: ({ payload }) => [
      withValues(payload, (json) => (/^["[{]/.test(json) ? json : `"${json}"`)),
      withValues(payload, (json) => (json.startsWith('"') ? json : compactJson(json))),
    ],
  },
  {
    cause: 'numeric-strings-as-numbers',
    text: {
      en: 'Your server turns text made of digits into numbers before signing ("testFlag":"1" into 1). Keep the types as received.',
      zh: '服务器在签名前把数字字符串转成了数字（如把 "testFlag":"1" 变成 1）。请保持收到时的类型。',
    },
    payloads: ({ payload }) => [
      withValues(payload, unquotedNumber),
      changed(payload, (members) =>
        members.map(([name, json]) => [name, name === 'testFlag' ? unquotedNumber(json) : json]),
      ),
    ],
  },
  {
    cause: 'test-flag-left-out',
    text: {
      en: 'Your server leaves testFlag out of the signed body. Sign every key that arrived.',
      zh: '服务器签名时漏掉了 testFlag。收到的每个键都须参与签名。',
    },
    payloads: ({ payload }) => [without(payload, ([name]) => name === 'testFlag')],
  },
  {
    cause: 'activity-left-out',
    text: {
      en: 'Your server leaves activity out of the signed body. Sign every key that arrived.',
      zh: '服务器签名时漏掉了 activity。收到的每个键都须参与签名。',
    },
    payloads: ({ payload }) => [without(payload, ([name]) => name === 'activity')],
  },
  {
    cause: 'parameter-left-out',
    text: {
      en: 'Your server leaves a key out of the signed body, most likely one that its own class does not have. Sign the body as received, not the fields you know.',
      zh: '服务器签名时漏掉了某个键，很可能是自定义类中没有的字段。请对收到的请求体签名，而不是对已知字段签名。',
    },
    payloads: ({ payload }) =>
      [...(jsonMembers(payload)?.keys() ?? [])]
        .filter((name) => name !== 'testFlag' && name !== 'activity')
        .map((name) => without(payload, ([other]) => other === name)),
  },
  {
    cause: 'values-trimmed',
    text: {
      en: 'Your server trims values before signing. Blanks around a value are part of it.',
      zh: '服务器在签名前去除了参数值首尾的空格。首尾空格也是值的一部分。',
    },
    payloads: ({ payload }) => [
      withValues(payload, (json) => (json.startsWith('"') ? compactJson(bareText(json).trim()) : json)),
    ],
  },
];

function unquotedNumber(json: string): string {
  return /^"-?(0|[1-9]\d*)(\.\d+)?"$/.test(json) ? json.slice(1, -1) : json;
}

function compacted(text: string): string | undefined {
  return jsonMembers(`{"":${text}}`)?.get('');
}

/** Signatures that are right but for the payload they are made over; the same for base and kit interfaces. */
export function payloadMistakes(sign: (input: V2Signable) => string): Mistake<V2Input>[] {
  return [...wrongContents, ...wrongWritings].map(({ cause, text, payloads }) => ({
    cause,
    text,
    sign: (input) =>
      payloads(input)
        .filter((payload) => payload !== undefined)
        .map((payload) => sign({ ...input, payload })),
  }));
}
