import type { ProtocolId, ReceivedRequest } from '../../../../src/callback/protocols/model.ts';
import { timed, wires } from '../families.ts';
import type { Handle, Mistake, ReferenceMerchant } from '../model.ts';
import { getWay, verifyingV1 } from '../verify-v1.ts';
import { baseSign, kitSign, proofOf, sortedJson, verifyingV2 } from '../verify-v2.ts';
import { answer, type Call, isAuthentic, jsonOf, read, result, sealed, text } from '../wrap.ts';

/** Compares signatures in another way, in whatever protocol. */
function comparing(
  equal: (right: string, given: string) => boolean,
): (reference: ReferenceMerchant) => Handle {
  return (reference) =>
    reference.protocol.proof.nonce
      ? verifyingV2({ equal: (right, given) => equal(right.toUpperCase(), given.toUpperCase()) })(reference)
      : verifyingV1({ equal })(reference);
}

/** Takes some requests for authentic without looking at their signature. */
function trusting(
  trusts: (request: ReceivedRequest, reference: ReferenceMerchant) => boolean,
): (reference: ReferenceMerchant) => Handle {
  return (reference) => (request) =>
    reference.handle(
      trusts(request, reference) && !isAuthentic(request, reference)
        ? sealed(read(request, reference), request, reference)
        : request,
    );
}

/** Remembers nonces in a way of its own. */
function remembering(keyOf: (nonce: string, call: Call, timestamp: string) => string, pause = false) {
  return (reference: ReferenceMerchant): Handle => {
    const seen = new Set<string>();
    const verify = verifyingV2({})({
      ...reference,
      handle: (request) =>
        reference.handle(sealed(read(request, reference), { ...request, url: '/', headers: {} }, reference)),
    });
    return async (request) => {
      const { nonce = '', timestamp = '' } = proofOf(request, reference);
      const key = keyOf(nonce, read(request, reference), timestamp);
      if (seen.has(key)) return result('000002', reference);
      if (pause) await new Promise(setImmediate);
      if (nonce !== '') seen.add(key);
      return verify(request);
    };
  };
}

function signatureIn(request: ReceivedRequest, reference: ReferenceMerchant): string | undefined {
  if (reference.protocol.proof.nonce) return proofOf(request, reference).signature;
  return reference.protocol.method === 'GET'
    ? getWay.token(request, getWay.params(request))
    : request.headers.authtoken;
}

/** The request with a parameter taken out of its query or its body. */
function withoutParameter(request: ReceivedRequest, name: string): ReceivedRequest {
  if (request.method === 'GET') {
    return { ...request, url: request.url.replace(new RegExp(`&${name}=[^&]*`), '') };
  }
  const { [name]: _gone, ...rest } = jsonOf(request.body);
  return { ...request, body: Buffer.from(JSON.stringify(rest)) };
}

/** Answers a known order from its records, before it looks at the signature. */
function answeringKnownOrders(reference: ReferenceMerchant): Handle {
  const known = new Map<string, string>();
  return async (request) => {
    const { activity, values } = read(request, reference);
    if (activity !== 'newInstance' || !values.orderId || !values.orderLineId)
      return reference.handle(request);
    const order = text(values, 'orderLineId');
    const instanceId = known.get(order);
    if (instanceId !== undefined) {
      return answer({ resultCode: '000000', resultMsg: 'success', instanceId }, reference);
    }
    const reply = await reference.handle(request);
    const json = jsonOf(reply.body);
    if (json.resultCode === '000000') known.set(order, text(json, 'instanceId'));
    return reply;
  };
}

/** Ways in which merchants let forged requests pass. */
export const authentication: readonly Mistake[] = [
  {
    id: 'no-authentication',
    title: { en: 'verifies nothing', zh: '完全不做鉴权' },
    protocols: wires,
    make: trusting(() => true),
    caughtBy: 'AUTH-WRONG-KEY',
  },
  {
    id: 'no-authentication-crash',
    title: {
      en: 'verifies nothing, and crashes on an unknown parameter',
      zh: '完全不做鉴权，且遇到未知参数时抛异常',
    },
    protocols: wires,
    make: (reference) => {
      const handle = trusting(() => true)(reference);
      return (request) => {
        if (read(request, reference).values.kooExtra !== undefined) throw new TypeError('unknown property');
        return handle(request);
      };
    },
    caughtBy: 'AUTH-WRONG-KEY',
    also: ['VERIFY-EXTRA'],
  },
  {
    id: 'missing-signature-accepted',
    title: { en: 'verifies the signature only if it is present', zh: '仅在带有签名时才校验' },
    protocols: wires,
    make: trusting((request, reference) => !signatureIn(request, reference)),
    caughtBy: 'AUTH-MISSING',
  },
  {
    id: 'empty-signature-accepted',
    title: { en: 'accepts an empty signature', zh: '接受空签名' },
    protocols: wires,
    make: trusting((request, reference) => signatureIn(request, reference) === ''),
    caughtBy: 'AUTH-EMPTY',
  },
  {
    id: 'prefix-compared',
    title: { en: 'accepts a truncated signature (startsWith)', zh: '仅比对签名前缀（startsWith）' },
    protocols: wires,
    make: comparing((right, given) => right.startsWith(given)),
    caughtBy: 'AUTH-TRUNCATED',
  },
  {
    id: 'contained-compared',
    title: {
      en: 'accepts any text that contains the signature (contains)',
      zh: '只要包含正确签名就通过（contains）',
    },
    protocols: wires,
    make: comparing((right, given) => given.includes(right)),
    caughtBy: 'AUTH-EXTENDED',
  },
  {
    id: 'unknown-parameters-forgiven',
    title: {
      en: 'verifies again without unknown parameters',
      zh: '验签失败后去掉未知参数再验一次',
    },
    protocols: wires,
    make: (reference) => (request) => {
      const known = withoutParameter(request, 'kooAdded');
      const forgiven = !isAuthentic(request, reference) && isAuthentic(known, reference);
      return reference.handle(forgiven ? known : request);
    },
    caughtBy: 'AUTH-ADDED',
  },
  {
    id: 'known-orders-answered-first',
    title: {
      en: 'returns a known order before verifying the signature',
      zh: '已知订单在验签之前就直接返回结果',
    },
    protocols: ['v2', 'online-license'],
    make: answeringKnownOrders,
    caughtBy: 'AUTH-WRONG-KEY',
    also: ['SEM-MISSING-OTHER'],
  },
  ...onePerFamily({
    v1: 'queryInstance',
    'v1-kit': 'allOrgSync',
    v2: 'upgradeInstance',
    'v2-kit': 'singleOrgSync',
    'license-code': 'updateLicenseCodeStatus',
    'online-license': 'getLicenseAsync',
  }),
  {
    id: 'release-unverified',
    title: { en: 'verifies everything but the release', zh: '资源释放接口未做鉴权' },
    protocols: ['v1', 'v2', 'online-license'],
    make: trusting((request, reference) => read(request, reference).activity.startsWith('release')),
    caughtBy: 'AUTH-EVERY-ACTIVITY',
    also: ['AUTH-OTHER-ACTIVITY'],
  },
  {
    id: 'licence-code-release-unverified',
    title: { en: 'verifies everything but the release', zh: '授权码释放接口未做鉴权' },
    protocols: ['license-code'],
    make: trusting((request, reference) => read(request, reference).activity === 'releaseLicenseCode'),
    caughtBy: 'AUTH-OTHER-ACTIVITY',
    also: ['AUTH-RELEASE'],
  },
  {
    id: 'either-scheme-accepted',
    title: {
      en: 'accepts signatures of the kit interfaces for the base interfaces and vice versa',
      zh: '基础接口与联营 Kit 接口的签名算法混用，两种都接受',
    },
    protocols: timed,
    make: trusting((request, reference) => {
      const { signature = '', timestamp = '', nonce = '' } = proofOf(request, reference);
      const payload = sortedJson(Buffer.from(request.body).toString('utf8'));
      const sign = reference.protocol.keyClass === 'kit' ? baseSign : kitSign;
      return sign({ key: reference.key, nonce, timestamp, payload }) === signature.toLowerCase();
    }),
    caughtBy: 'AUTH-FOREIGN-SCHEME',
  },
  {
    id: 'get-answered-with-success',
    title: { en: 'returns success to GET as a health check', zh: '对 GET 请求直接返回成功（健康检查）' },
    protocols: ['v1-kit', ...timed],
    make: (reference) => async (request) =>
      request.method === 'GET'
        ? result('000000', reference, 'the service is running')
        : reference.handle(request),
    caughtBy: 'AUTH-METHOD',
  },
  {
    id: 'no-time-window',
    title: { en: 'does not check the timestamp', zh: '不校验 timestamp 的有效期' },
    protocols: timed,
    make: verifyingV2({ judgeTime: () => undefined }),
    caughtBy: 'AUTH-STALE',
  },
  {
    id: 'days-left-out',
    title: { en: 'compares times without their days', zh: '比较时间时忽略天数' },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp, now) =>
        timestamp && Math.abs(now - Number(timestamp)) % 86_400_000 <= 60_000 ? undefined : '000002',
    }),
    caughtBy: 'AUTH-STALE-DAY',
    also: ['AUTH-STALE-YEAR'],
  },
  {
    id: 'age-of-32-bits',
    title: { en: 'computes the age in 32 bits', zh: '用 32 位整数计算时间差' },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp, now) =>
        timestamp && Math.abs((now - Number(timestamp)) | 0) <= 60_000 ? undefined : '000002',
    }),
    caughtBy: 'AUTH-STALE-OVERFLOW',
    also: ['AUTH-BAD-TIMESTAMP'],
  },
  {
    id: 'future-refused',
    title: { en: 'rejects a timestamp that is ahead of its clock', zh: '拒绝比自身时钟快的 timestamp' },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp, now) =>
        timestamp && now - Number(timestamp) <= 60_000 && now >= Number(timestamp) ? undefined : '000002',
    }),
    caughtBy: 'VERIFY-WINDOW',
  },
  {
    id: 'zero-moved',
    title: {
      en: 'accepts a timestamp with a leading 0, the end of a used nonce',
      zh: '接受以 0 开头的 timestamp（该 0 来自已用 nonce 的末尾）',
    },
    protocols: timed,
    make: verifyingV2({ zeroMoved: undefined }),
    caughtBy: 'AUTH-REPLAY-SHIFTED',
  },
  {
    id: 'time-window-of-two-minutes',
    title: { en: 'accepts timestamps of up to two minutes', zh: 'timestamp 有效期放宽到两分钟' },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp, now) =>
        timestamp && Math.abs(now - Number(timestamp)) <= 120_000 ? undefined : '000002',
    }),
    caughtBy: 'AUTH-STALE',
  },
  {
    id: 'either-time-unit',
    title: { en: 'accepts a timestamp in seconds as well', zh: '同时接受秒级 timestamp' },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp = '', now) => {
        const time = timestamp.length <= 10 ? Number(timestamp) * 1000 : Number(timestamp);
        return Math.abs(now - time) <= 60_000 ? undefined : '000002';
      },
    }),
    caughtBy: 'AUTH-SECONDS',
  },
  {
    id: 'missing-time-accepted',
    title: { en: 'checks the timestamp only if it is present', zh: '仅在带有 timestamp 时才校验有效期' },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp, now) =>
        !timestamp || Math.abs(now - Number(timestamp)) <= 60_000 ? undefined : '000002',
    }),
    caughtBy: 'AUTH-NO-TIMESTAMP',
    hint: /NaN/,
  },
  {
    id: 'time-not-a-number',
    title: {
      en: 'compares with NaN, so that a timestamp that is not a number is never too old',
      zh: 'timestamp 不是数字时比较结果恒为假（NaN），因而放行',
    },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp, now) =>
        !timestamp || Math.abs(now - Number(timestamp)) > 60_000 ? '000002' : undefined,
    }),
    caughtBy: 'AUTH-BAD-TIMESTAMP',
    hint: /NaN/,
  },
  {
    id: 'missing-nonce-accepted',
    title: { en: 'accepts a request without a nonce', zh: '缺少 nonce 时仍然放行' },
    protocols: timed,
    make: verifyingV2({ nonceMissing: undefined }),
    caughtBy: 'AUTH-NO-NONCE',
  },
  {
    id: 'nonce-of-64-digits',
    title: { en: 'accepts no nonce but one of 64 hexadecimal digits', zh: '只接受 64 位十六进制的 nonce' },
    protocols: timed,
    make: (reference) => async (request) =>
      /^([\dA-F]{64})?$/.test(proofOf(request, reference).nonce ?? '')
        ? reference.handle(request)
        : result('000002', reference),
    caughtBy: 'VERIFY-NONCE',
  },
  {
    id: 'nonce-of-an-order',
    title: { en: 'remembers a nonce for its activity and its order', zh: '按接口和订单记录 nonce' },
    protocols: timed,
    make: remembering((nonce, { activity, values }) => `${activity} ${text(values, 'orderId')} ${nonce}`),
    caughtBy: 'AUTH-REPLAY-OTHER',
  },
  {
    id: 'nonce-looked-up-and-stored',
    title: { en: 'looks a nonce up and stores it later', zh: '先查询 nonce，稍后才写入' },
    protocols: timed,
    make: remembering((nonce) => nonce, true),
    caughtBy: 'AUTH-REPLAY-AT-ONCE',
  },
  {
    id: 'nonce-of-the-future',
    title: { en: 'forgets the nonces of a clock that is ahead', zh: '不记录时间超前的 nonce' },
    protocols: timed,
    make: remembering((nonce, _call, timestamp) =>
      Number(timestamp) > Date.now() + 1000 ? crypto.randomUUID() : nonce,
    ),
    caughtBy: 'AUTH-REPLAY-LATER',
  },
  {
    id: 'window-of-one-activity',
    title: {
      en: 'accepts one activity for 20 s instead of 60 s',
      zh: '其中一个接口的 timestamp 有效期只留 20 秒',
    },
    protocols: ['v2', 'v2-kit', 'license-code', 'online-license'],
    make: (reference) => async (request) => {
      const isShort = /update\w+Status|singleOrgSync/.test(read(request, reference).activity);
      const age = Date.now() - Number(proofOf(request, reference).timestamp);
      return isShort && age > 20_000 ? result('000002', reference) : reference.handle(request);
    },
    caughtBy: 'REPLAY-WINDOW',
  },
  {
    id: 'late-release',
    title: { en: 'releases a licence code for a request that is too old', zh: '过期的请求也能释放授权码' },
    protocols: ['license-code'],
    make: trusting(
      (request, reference) =>
        read(request, reference).activity === 'releaseLicenseCode' &&
        Number(proofOf(request, reference).timestamp) < Date.now() - 60_500,
    ),
    caughtBy: 'AUTH-RELEASE',
  },
  {
    id: 'window-too-small',
    title: { en: 'accepts requests for 20 s instead of 60 s', zh: 'timestamp 有效期只留 20 秒' },
    protocols: timed,
    make: verifyingV2({
      judgeTime: (timestamp, now) => (Math.abs(now - Number(timestamp)) <= 20_000 ? undefined : '000002'),
    }),
    caughtBy: 'VERIFY-CLOCK',
  },
  {
    id: 'clock-45-s-fast',
    title: { en: 'its clock is 45 s fast', zh: '服务器时钟快 45 秒' },
    protocols: ['v2', 'v2-kit'],
    make: verifyingV2({
      judgeTime: (timestamp, now) =>
        Math.abs(now + 45_000 - Number(timestamp)) <= 60_000 ? undefined : '000002',
    }),
    caughtBy: 'VERIFY-CLOCK',
    also: ['AUTH-FUTURE'],
  },
  {
    id: 'clock-two-minutes-slow',
    title: { en: 'its clock is two minutes slow', zh: '服务器时钟慢两分钟' },
    protocols: ['v2', 'v2-kit'],
    make: (reference) => {
      const slow = 120_000;
      const handle = verifyingV2({
        judgeTime: (timestamp, now) =>
          Math.abs(now - slow - Number(timestamp)) <= 60_000 ? undefined : '000002',
      })(reference);
      return async (request) => {
        const reply = await handle(request);
        const date = new Date(Date.now() - slow).toUTCString();
        return { ...reply, headers: [...reply.headers, ['Date', date]] };
      };
    },
    caughtBy: 'AUTH-RIGHT',
    hint: /is 1[12]\d s slow/,
  },
  {
    id: 'release-without-window',
    title: {
      en: 'does not check the timestamp of the last activity',
      zh: '最后一个接口未校验 timestamp',
    },
    protocols: ['v2', 'online-license', 'v2-kit'],
    make: (reference) => (request) => {
      const call = read(request, reference);
      const { protocol, key } = reference;
      const timestamp = Number(proofOf(request, reference).timestamp);
      const isLast = call.activity === protocol.activities.at(-1)?.name;
      const isSigned = isLast && protocol.open(request, { key, now: new Date(timestamp) }).ok;
      return reference.handle(isSigned ? sealed(call, request, reference) : request);
    },
    caughtBy: 'AUTH-STALE-EVERY',
  },
];

/** Each protocol with one activity that is not verified. */
function onePerFamily(activities: Partial<Record<ProtocolId, string>>): Mistake[] {
  return Object.entries(activities).map(([protocol, activity]) => ({
    id: `${protocol}-${activity}-unverified`,
    title: { en: `verifies everything but ${activity}`, zh: `${activity} 接口未做鉴权` },
    protocols: [protocol as ProtocolId],
    make: trusting((request, reference) => read(request, reference).activity === activity),
    caughtBy: 'AUTH-EVERY-ACTIVITY',
  }));
}
