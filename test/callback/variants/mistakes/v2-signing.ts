import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../../src/text/json.ts';
import { timed } from '../families.ts';
import type { Mistake } from '../model.ts';
import { hmac } from '../verify-v1.ts';
import { baseSign, kitSign, sortedJson, verifyingV2 } from '../verify-v2.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function parsed(json: string): JsonObject {
  return JSON.parse(json);
}

/** Ways in which merchants verify a V2 signature wrongly. */
export const v2Signing: readonly Mistake[] = [
  {
    id: 'v2-inner-sha256',
    title: {
      en: 'hashes the body with plain SHA-256 instead of HMAC',
      zh: '请求体用 SHA-256 而非 HMAC 计算',
    },
    protocols: ['v2', 'online-license'],
    make: verifyingV2({
      sign: ({ key, nonce, timestamp, payload }) =>
        hmac(key, key + nonce + timestamp + sha256(payload), 'hex'),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /SHA-?256/i,
  },
  {
    id: 'v2-outer-sha256',
    title: {
      en: 'hashes the signed text with plain SHA-256 instead of HMAC',
      zh: '最终签名用 SHA-256 而非 HMAC 计算',
    },
    protocols: ['v2'],
    make: verifyingV2({
      sign: ({ key, nonce, timestamp, payload }) =>
        sha256(key + nonce + timestamp + hmac(key, payload, 'hex')),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /SHA-?256/i,
  },
  {
    id: 'v2-payload-not-hashed',
    title: {
      en: 'signs as the kit interfaces do: the body is not hashed first',
      zh: '误用联营 Kit 接口算法，未先对请求体做 HMAC',
    },
    protocols: ['v2'],
    make: verifyingV2({ sign: kitSign }),
    caughtBy: 'AUTH-RIGHT',
    hint: /hash|kit/,
  },
  {
    id: 'v2-kit-payload-hashed',
    title: {
      en: 'signs as the base interfaces do: the body is hashed first',
      zh: '误用基础接口算法，对请求体先做了 HMAC',
    },
    protocols: ['v2-kit'],
    make: verifyingV2({ sign: baseSign }),
    caughtBy: 'AUTH-RIGHT',
    hint: /hash|kit/,
  },
  {
    id: 'v2-descending',
    title: { en: 'sorts the keys from Z to A', zh: '键名按降序排列' },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({
      payload: (body) =>
        JSON.stringify(Object.fromEntries(Object.entries(parsed(sortedJson(body))).reverse())),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /ascending/,
  },
  {
    id: 'v2-seconds-signed',
    title: { en: 'signs the timestamp in seconds', zh: '以秒为单位对 timestamp 签名' },
    protocols: ['v2'],
    make: verifyingV2({ sign: (input) => baseSign({ ...input, timestamp: input.timestamp.slice(0, -3) }) }),
    caughtBy: 'AUTH-RIGHT',
    hint: /seconds/,
  },
  {
    id: 'v2-seconds-expected',
    title: { en: 'reads the timestamp as seconds', zh: '把 timestamp 当作秒' },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({
      judgeTime: (timestamp, now) => (Math.abs(now / 1000 - Number(timestamp)) <= 60 ? undefined : '000002'),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /seconds/,
  },
  {
    id: 'v2-key-not-in-text',
    title: { en: 'omits the access key from the signed text', zh: '待签名串中没有对接密钥' },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({
      sign: ({ key, nonce, timestamp, payload }) =>
        hmac(key, nonce + timestamp + hmac(key, payload, 'hex'), 'hex'),
    }),
    caughtBy: 'AUTH-RIGHT',
  },
  {
    id: 'v2-base64',
    title: { en: 'writes the signature as base64', zh: '签名按 Base64 计算' },
    protocols: ['v2'],
    make: verifyingV2({
      sign: ({ key, nonce, timestamp, payload }) =>
        hmac(key, key + nonce + timestamp + hmac(key, payload, 'hex')),
      equal: (right, given) => right === given,
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /base64/i,
  },
  {
    id: 'v2-lower-case-alone',
    title: {
      en: 'compares the signature with lower-case hex, case-sensitively',
      zh: '只接受小写十六进制签名（区分大小写比较）',
    },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({ equal: (right, given) => right.toLowerCase() === given }),
    caughtBy: 'AUTH-RIGHT',
    hint: /case/,
  },
  {
    id: 'v2-upper-case-alone',
    title: {
      en: 'compares the signature with upper-case hex, case-sensitively',
      zh: '只接受大写十六进制签名（区分大小写比较）',
    },
    protocols: timed,
    make: verifyingV2({ equal: (right, given) => right.toUpperCase() === given }),
    caughtBy: 'VERIFY-HEX-CASE',
  },
  {
    id: 'v2-other-key',
    title: { en: 'uses the key of another interface class', zh: '使用了其他接口类别的密钥' },
    protocols: ['v2', 'v2-kit', 'license-code', 'order-notify'],
    make: verifyingV2({ sign: (input) => baseSign({ ...input, key: 'the-key-of-another-class' }) }),
    caughtBy: 'AUTH-RIGHT',
    hint: /access keys differ/,
  },
];
