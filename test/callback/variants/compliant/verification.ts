import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import { timed } from '../families.ts';
import type { CompliantVariant, HttpReply } from '../model.ts';
import { verifyingV1 } from '../verify-v1.ts';
import { sortedJson, verifyingV2 } from '../verify-v2.ts';
import { answering, isAuthentic, onReply, result, text, withHeader } from '../wrap.ts';

const signed: readonly ProtocolId[] = ['v1', 'v1-kit'];

/** Other ways to verify and to sign. */
export const verification: readonly CompliantVariant[] = [
  {
    id: 'own-v1-verification',
    title: { en: 'verifies V1 in code of its own', zh: '自行实现 V1 验签' },
    protocols: signed,
    make: verifyingV1({}),
  },
  {
    id: 'own-v2-verification',
    title: { en: 'verifies V2 in code of its own', zh: '自行实现 V2 验签' },
    protocols: timed,
    make: verifyingV2({}),
  },
  {
    id: 'raw-body-signed',
    title: { en: 'signs the body as received', zh: '直接对收到的请求体原文签名' },
    protocols: timed,
    make: verifyingV2({ payload: (body) => body }),
    warns: ['VERIFY-KEY-ORDER', 'VERIFY-ESCAPES'],
  },
  {
    id: 'blank-in-body-sign',
    title: { en: 'writes a space after signature= in Body-Sign', zh: 'Body-Sign 的 signature= 后有空格' },
    protocols: signed,
    make: onReply((reply) => {
      const value = reply.headers.find(([name]) => name === 'Body-Sign')?.[1] ?? '';
      return withHeader(reply, 'Body-Sign', value.replace('signature=', 'signature= '));
    }),
  },
  {
    id: 'no-blank-in-body-sign',
    title: { en: 'writes no space after the comma in Body-Sign', zh: 'Body-Sign 的逗号后没有空格' },
    protocols: signed,
    make: onReply((reply) => {
      const value = reply.headers.find(([name]) => name === 'Body-Sign')?.[1] ?? '';
      return withHeader(reply, 'Body-Sign', value.replace(', ', ','));
    }),
  },
  {
    id: 'future-accepted',
    title: { en: 'accepts a timestamp in the future', zh: '接受未来的 timestamp' },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp = '', now) =>
        /^\d+$/.test(timestamp) && now - Number(timestamp) <= 60_000 ? undefined : '000002',
    }),
    warns: ['AUTH-FUTURE'],
  },
  {
    id: 'replay-accepted',
    title: { en: 'accepts a repeated nonce', zh: '不校验 nonce 重放' },
    protocols: timed,
    make: (reference) => {
      const seen = new Map<string, Promise<HttpReply>>();
      return (request) => {
        const again = isAuthentic(request, reference)
          ? seen.get(request.url + request.headers['x-nonce'])
          : undefined;
        const reply = again ?? reference.handle(request);
        seen.set(request.url + request.headers['x-nonce'], reply);
        return reply;
      };
    },
    warns: ['AUTH-REPLAY'],
    skips: /AUTH-REPLAY-/,
  },
  {
    id: 'stale-refused-as-unauthentic',
    title: { en: 'rejects a wrong timestamp with 000001', zh: 'timestamp 不合法时返回 000001' },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({
      judgeTime: (timestamp, now) =>
        timestamp && Math.abs(now - Number(timestamp)) <= 60_000 ? undefined : '000001',
      nonceMissing: '000001',
    }),
  },
  {
    id: 'odd-text-refused',
    title: { en: 'verifies, then refuses names with odd characters', zh: '验签后拒绝含特殊字符的名称' },
    protocols: ['v1', 'v1-kit', 'v2-kit'],
    make: answering(({ values }, reference) =>
      /[<>🛒\n]/u.test(text(values, 'customerName') + text(values, 'name'))
        ? result('000002', reference, 'odd characters')
        : undefined,
    ),
  },
  {
    id: 'keys-sorted-anew',
    title: {
      en: 'sorts the keys before signing and accepts lower-case hex',
      zh: '按键名排序后验签，并接受小写签名',
    },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({ payload: sortedJson, equal: (right, given) => right === given.toLowerCase() }),
  },
];
