import { asciiValues, latin1Text } from '../charsets.ts';
import type { Mistake } from '../model.ts';
import { getWay, hmac, postWay, rawParams, verifyingV1 } from '../verify-v1.ts';
import { answering, result, text } from '../wrap.ts';

/** `URLDecoder.decode`: a `+` becomes a blank. */
function urlDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function decodedTwice(url: string) {
  return rawParams(url).map(([name, value]) => [name, urlDecoded(urlDecoded(value))] as const);
}

/** Ways in which merchants verify an `authToken` wrongly. */
export const v1Signing: readonly Mistake[] = [
  {
    id: 'v1-not-decoded',
    title: {
      en: 'signs the query as received, without decoding it',
      zh: '未做 URL 解码，直接对原始查询串签名',
    },
    protocols: ['v1'],
    make: verifyingV1({
      params: ({ url }) => rawParams(url),
      token: (_request, params) =>
        decodeURIComponent(params.find(([name]) => name === 'authToken')?.[1] ?? ''),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /decod/i,
  },
  {
    id: 'v1-decoded-twice',
    title: { en: 'decodes the query twice', zh: '对查询参数重复解码' },
    protocols: ['v1'],
    make: verifyingV1({ params: ({ url }) => decodedTwice(url) }),
    caughtBy: 'VERIFY-PLUS',
  },
  {
    id: 'v1-plus-to-blank',
    title: { en: 'turns + into a space', zh: '参数中的加号变成空格' },
    protocols: ['v1'],
    make: verifyingV1({
      params: ({ url }) =>
        rawParams(url).map(([name, value]) => [name, decodeURIComponent(value).replaceAll('+', ' ')]),
    }),
    caughtBy: 'VERIFY-PLUS',
  },
  {
    id: 'v1-plus-to-blank-in-contacts',
    title: {
      en: 'turns + into a space where it decrypts mobilePhone and email',
      zh: '解密 mobilePhone、email 时把加号变成空格',
    },
    protocols: ['v1'],
    make: answering(({ values }, reference) =>
      ['mobilePhone', 'email'].some((name) => text(values, name).includes('+'))
        ? result('000002', reference, 'mobilePhone or email cannot be decrypted')
        : undefined,
    ),
    caughtBy: 'VERIFY-PLUS',
  },
  {
    id: 'v1-plus-repaired-here-and-there',
    title: {
      en: 'decodes twice and restores the + only in authToken, mobilePhone and email',
      zh: '重复解码后仅修复 authToken、mobilePhone、email 中的加号',
    },
    protocols: ['v1'],
    make: verifyingV1({
      params: ({ url }) =>
        decodedTwice(url).map(([name, value]) =>
          ['authToken', 'mobilePhone', 'email'].includes(name)
            ? [name, value.replaceAll(' ', '+')]
            : [name, value],
        ),
    }),
    caughtBy: 'VERIFY-RESERVED',
  },
  {
    id: 'v1-key-without-time',
    title: { en: 'omits timeStamp from the HMAC key', zh: 'HMAC 密钥没有拼接 timeStamp' },
    protocols: ['v1', 'v1-kit'],
    make: verifyingV1({ sign: (key, _timeStamp, base) => hmac(key, base) }),
    caughtBy: 'AUTH-RIGHT',
    hint: /timeStamp/,
  },
  {
    id: 'v1-time-before-key',
    title: { en: 'puts timeStamp before the key', zh: 'HMAC 密钥拼接顺序颠倒（timeStamp 在前）' },
    protocols: ['v1'],
    make: verifyingV1({ sign: (key, timeStamp, base) => hmac(timeStamp + key, base) }),
    caughtBy: 'AUTH-RIGHT',
    hint: /timeStamp/,
  },
  {
    id: 'v1-hex',
    title: { en: 'writes the token as hex', zh: 'authToken 按十六进制计算' },
    protocols: ['v1'],
    make: verifyingV1({ sign: (key, timeStamp, base) => hmac(key + timeStamp, base, 'hex') }),
    caughtBy: 'AUTH-RIGHT',
    hint: /hex/,
  },
  {
    id: 'v1-unsorted',
    title: { en: 'signs the parameters in the order of arrival', zh: '参数未排序，按到达顺序签名' },
    protocols: ['v1', 'v1-kit'],
    make: verifyingV1({ join: (params) => params.map(([name, value]) => `${name}=${value}`).join('&') }),
    caughtBy: 'AUTH-RIGHT',
    hint: /order|sort/i,
  },
  {
    id: 'v1-test-flag-left-out',
    title: { en: 'omits testFlag from the signed text', zh: '签名时漏掉 testFlag' },
    protocols: ['v1', 'v1-kit'],
    make: verifyingV1({
      signed: (params) => postWay.signed(params.filter(([name]) => name !== 'testFlag')),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /testFlag/,
  },
  {
    id: 'v1-latin-1',
    title: { en: 'reads the request as Latin-1', zh: '按 Latin-1 读取请求' },
    protocols: ['v1', 'v1-kit'],
    make: verifyingV1({
      join: (params) => getWay.join(params.map(([name, value]) => [name, latin1Text(value)])),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /UTF-8/,
  },
  {
    id: 'v1-latin-1-in-values',
    title: { en: 'reads Chinese as Latin-1', zh: '按 Latin-1 读取中文参数' },
    protocols: ['v1', 'v1-kit'],
    options: { set: asciiValues },
    make: verifyingV1({
      join: (params) => getWay.join(params.map(([name, value]) => [name, latin1Text(value)])),
    }),
    caughtBy: 'VERIFY-CHINESE',
  },
  {
    id: 'v1-empty-dropped',
    title: { en: 'omits empty parameters from the signed text', zh: '签名时去掉了空值参数' },
    protocols: ['v1'],
    make: verifyingV1({ signed: (params) => params.filter(([, value]) => value !== '') }),
    caughtBy: 'VERIFY-EMPTY',
  },
  {
    id: 'v1-trimmed',
    title: { en: 'trims values before signing', zh: '签名前去除了参数值首尾空格' },
    protocols: ['v1', 'v1-kit'],
    make: verifyingV1({
      join: (params) => getWay.join(params.map(([name, value]) => [name, value.trim()])),
    }),
    caughtBy: 'VERIFY-BLANKS',
  },
  {
    id: 'v1-known-parameters-only',
    title: {
      en: 'signs only the fields of its own class',
      zh: '仅对自定义类中的字段签名，忽略未知参数',
    },
    protocols: ['v1', 'v1-kit'],
    make: verifyingV1({
      signed: (params) => postWay.signed(params.filter(([name]) => name !== 'kooExtra')),
    }),
    caughtBy: 'VERIFY-EXTRA',
  },
  {
    id: 'v1-no-emoji',
    title: {
      en: 'drops characters beyond the basic plane (three-byte utf8 of MySQL) before signing',
      zh: '签名前丢弃四字节字符（MySQL 的 utf8）',
    },
    protocols: ['v1', 'v1-kit'],
    make: verifyingV1({
      join: (params) =>
        getWay.join(params.map(([name, value]) => [name, value.replace(/[\u{10000}-\u{10ffff}]/gu, '')])),
    }),
    caughtBy: 'VERIFY-EMOJI',
  },
  {
    id: 'v1-control-characters-filtered',
    title: { en: 'filters control characters before signing', zh: '签名前过滤控制字符' },
    protocols: ['v1', 'v1-kit'],
    make: verifyingV1({
      join: (params) => getWay.join(params.map(([name, value]) => [name, value.replace(/[\n\t]/g, '')])),
    }),
    caughtBy: 'VERIFY-CONTROL',
  },
  {
    id: 'v1-kit-blank-signed',
    title: { en: 'signs blank properties as well', zh: '空值属性也参与了签名' },
    protocols: ['v1-kit'],
    make: verifyingV1({ signed: (params) => params }),
    caughtBy: 'AUTH-RIGHT',
    hint: /blank|empty/i,
  },
  {
    id: 'v1-kit-values-percent-decoded',
    title: { en: 'percent-decodes the values of the JSON body', zh: '对 JSON 请求体中的值做了 URL 解码' },
    protocols: ['v1-kit'],
    make: verifyingV1({
      join: (params) => getWay.join(params.map(([name, value]) => [name, value.replaceAll('%20', ' ')])),
    }),
    caughtBy: 'VERIFY-RESERVED',
  },
];
