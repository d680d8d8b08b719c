import { createHash } from 'node:crypto';
import { jsonTokens } from '../../../../src/signing/canonical-json.ts';
import { prettyJson, spacedJson } from '../../../../src/signing/mistakes/json-dialects.ts';
import type { Mistake } from '../model.ts';
import { getWay, hmac, verifyingV1 } from '../verify-v1.ts';
import { baseSign, type Signable, sortedJson, verifyingV2 } from '../verify-v2.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const innerSha256 = ({ key, nonce, timestamp, payload }: Signable) =>
  hmac(key, key + nonce + timestamp + sha256(payload), 'hex');

const sameCase = (right: string, given: string) => right === given;

const dumps = (body: string) =>
  spacedJson(jsonTokens(sortedJson(body))).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Two mistakes in the verification of one signature. */
export const twoAtOnce: readonly Mistake[] = [
  {
    id: 'v2-sha256-and-case',
    title: {
      en: 'hashes the body with plain SHA-256 and compares case-sensitively',
      zh: '请求体用 SHA-256 计算，且比较时区分大小写',
    },
    protocols: ['v2', 'order-notify'],
    make: verifyingV2({ sign: innerSha256, equal: sameCase }),
    caughtBy: 'AUTH-RIGHT',
    hint: /Two mistakes.*case.*plain SHA-256/,
  },
  {
    id: 'v2-blanks-and-case',
    title: {
      en: "signs Python's json.dumps and compares case-sensitively",
      zh: '对 json.dumps 的结果签名，且比较时区分大小写',
    },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({ payload: dumps, equal: sameCase }),
    caughtBy: 'AUTH-RIGHT',
    hint: /Two mistakes.*case.*json\.dumps/,
  },
  {
    id: 'v2-blanks-and-sha256',
    title: {
      en: "hashes Python's json.dumps with plain SHA-256",
      zh: '对 json.dumps 的结果用 SHA-256 计算',
    },
    protocols: ['v2'],
    make: verifyingV2({ payload: dumps, sign: innerSha256 }),
    caughtBy: 'AUTH-RIGHT',
    hint: /Two mistakes.*json\.dumps.*plain SHA-256/,
  },
  {
    id: 'v2-blanks-and-payload-not-hashed',
    title: {
      en: "signs Python's json.dumps as the kit interfaces do, not hashed first",
      zh: '误用联营 Kit 接口算法，且对 json.dumps 的结果签名',
    },
    protocols: ['v2'],
    make: verifyingV2({
      payload: dumps,
      sign: ({ key, nonce, timestamp, payload }) => hmac(key, key + nonce + timestamp + payload, 'hex'),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /Two mistakes.*json\.dumps.*body itself/,
  },
  {
    id: 'v2-kit-pretty-and-payload-hashed',
    title: {
      en: 'signs indented JSON as the base interfaces do, hashed first',
      zh: '误用基础接口算法，且对带缩进的 JSON 签名',
    },
    protocols: ['v2-kit'],
    make: verifyingV2({
      payload: (body) => prettyJson(jsonTokens(sortedJson(body)), '  ', ': ') ?? '',
      sign: baseSign,
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /Two mistakes.*indentation.*hashes the body first/,
  },
  {
    id: 'v2-seconds-and-case',
    title: {
      en: 'reads the timestamp as seconds and compares case-sensitively',
      zh: '把 timestamp 当作秒，且比较时区分大小写',
    },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({
      equal: sameCase,
      judgeTime: (timestamp, now) => (Math.abs(now / 1000 - Number(timestamp)) <= 60 ? undefined : '000002'),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /Two mistakes.*case.*seconds/,
  },
  {
    id: 'v1-key-alone-and-hex',
    title: {
      en: 'signs with the access key alone and writes hex',
      zh: '只用对接密钥签名，且结果为十六进制',
    },
    protocols: ['v1', 'v1-kit'],
    make: verifyingV1({ sign: (key, _timeStamp, base) => hmac(key, base, 'hex') }),
    caughtBy: 'AUTH-RIGHT',
    hint: /Two mistakes.*access key only.*hex/,
  },
  {
    id: 'v1-encoded-and-unsorted',
    title: {
      en: 'signs encoded values in the order received',
      zh: '未对参数做 URL 解码，也未排序',
    },
    protocols: ['v1'],
    make: verifyingV1({
      join: (params) => params.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'),
      signed: (params) => getWay.signed(params),
    }),
    caughtBy: 'AUTH-RIGHT',
    hint: /Two mistakes.*URL-decoded.*order received/,
  },
];
