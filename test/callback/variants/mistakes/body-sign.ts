import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import { formatBodySign } from '../../../../src/signing/v1-body-sign.ts';
import type { Handle, HttpReply, Mistake, ReferenceMerchant } from '../model.ts';
import { getWay, hmac, postWay } from '../verify-v1.ts';
import { jsonOf, onReply, withHeader } from '../wrap.ts';

const signed: readonly ProtocolId[] = ['v1', 'v1-kit'];

/** Writes another header. */
function header(
  write: (right: string, reference: ReferenceMerchant, timeStamp: string, reply: HttpReply) => string,
) {
  return onReply((reply, reference, request) => {
    const right = /signature="([^"]*)"/.exec(
      reply.headers.find(([name]) => name === 'Body-Sign')?.[1] ?? '',
    )?.[1];
    const params = (reference.protocol.method === 'GET' ? getWay : postWay).params(request);
    const timeStamp = params.find(([name]) => name === 'timeStamp')?.[1] ?? '';
    return withHeader(reply, 'Body-Sign', write(right ?? '', reference, timeStamp, reply));
  });
}

/** Signs another text than it sends. */
function over(write: (text: string) => string): (reference: ReferenceMerchant) => Handle {
  return header((_right, { key }, _time, reply) =>
    formatBodySign(hmac(key, write(Buffer.from(reply.body).toString('utf8')))),
  );
}

function spelt(name: string): (reference: ReferenceMerchant) => Handle {
  return onReply((reply) => ({
    ...reply,
    headers: reply.headers.map(([key, value]) => [key === 'Body-Sign' ? name : key, value] as const),
  }));
}

/** Mistakes in the signature of a reply. */
export const bodySign: readonly Mistake[] = [
  {
    id: 'body-sign-missing',
    title: { en: 'omits Body-Sign', zh: '响应没有 Body-Sign' },
    protocols: signed,
    make: onReply((reply) => withHeader(reply, 'Body-Sign', undefined)),
    caughtBy: 'REPLY-SIGN',
  },
  {
    id: 'body-sign-in-body',
    title: { en: 'writes Body-Sign into the body', zh: '把 Body-Sign 放进了响应体' },
    protocols: signed,
    make: onReply((reply, reference) => ({
      ...withHeader(reply, 'Body-Sign', undefined),
      body: Buffer.from(
        JSON.stringify({
          ...jsonOf(reply.body),
          'Body-Sign': formatBodySign(hmac(reference.key, reply.body)),
        }),
      ),
    })),
    caughtBy: 'REPLY-SIGN',
  },
  {
    id: 'body-sign-lower-case',
    title: { en: 'writes the header body-sign', zh: '响应头写成 body-sign' },
    protocols: signed,
    make: spelt('body-sign'),
    caughtBy: 'REPLY-SIGN-CASE',
  },
  {
    id: 'body-sign-half-case',
    title: { en: 'writes the header Body-sign', zh: '响应头写成 Body-sign' },
    protocols: ['v1'],
    make: spelt('Body-sign'),
    caughtBy: 'REPLY-SIGN-CASE',
  },
  {
    id: 'body-sign-unquoted',
    title: { en: 'omits the quotes in Body-Sign', zh: 'Body-Sign 的值缺少双引号' },
    protocols: signed,
    make: header((right) => `sign_type=HMAC-SHA256, signature=${right}`),
    caughtBy: 'REPLY-SIGN-FORM',
  },
  {
    id: 'body-sign-bare',
    title: { en: 'writes the bare signature into Body-Sign', zh: 'Body-Sign 只写了签名值' },
    protocols: signed,
    make: header((right) => right),
    caughtBy: 'REPLY-SIGN-FORM',
  },
  {
    id: 'body-sign-type-wrong',
    title: { en: 'writes the sign_type HmacSHA256', zh: 'sign_type 写成 HmacSHA256' },
    protocols: ['v1'],
    make: header((right) => `sign_type="HmacSHA256", signature="${right}"`),
    caughtBy: 'REPLY-SIGN-FORM',
  },
  {
    id: 'body-sign-hex',
    title: { en: 'writes the signature as hex', zh: 'Body-Sign 签名为十六进制' },
    protocols: signed,
    make: header((_right, { key }, _time, { body }) => formatBodySign(hmac(key, body, 'hex'))),
    caughtBy: 'REPLY-SIGN-RIGHT',
    hint: /hex/,
  },
  {
    id: 'body-sign-key-and-time',
    title: { en: 'signs the response with key + timeStamp', zh: '用 key+timeStamp 对响应签名' },
    protocols: signed,
    make: header((_right, { key }, timeStamp, { body }) => formatBodySign(hmac(key + timeStamp, body))),
    caughtBy: 'REPLY-SIGN-RIGHT',
    hint: /timeStamp/,
  },
  {
    id: 'body-sign-over-pretty-body',
    title: {
      en: 'signs a pretty-printed body and sends a compact one',
      zh: '对美化格式的响应体签名，实际发送紧凑格式',
    },
    protocols: signed,
    make: over((text) => JSON.stringify(JSON.parse(text), null, 2)),
    caughtBy: 'REPLY-SIGN-RIGHT',
  },
  {
    id: 'body-sign-then-newline',
    title: { en: 'appends a line break after signing', zh: '签名后又在末尾追加换行' },
    protocols: signed,
    make: onReply((reply) => ({ ...reply, body: Buffer.concat([reply.body, Buffer.from('\n')]) })),
    caughtBy: 'REPLY-SIGN-RIGHT',
  },
  {
    id: 'body-sign-then-reordered',
    title: {
      en: 'lets the framework serialise the JSON again in another order',
      zh: '签名后由框架重新序列化，字段顺序改变',
    },
    protocols: signed,
    make: over((text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()))),
    caughtBy: 'REPLY-SIGN-RIGHT',
  },
  {
    id: 'body-sign-other-key',
    title: { en: 'signs with the key of another interface class', zh: '用其他接口类别的密钥对响应签名' },
    protocols: ['v1-kit'],
    make: header((_right, _intact, _time, { body }) => formatBodySign(hmac('base-key', body))),
    caughtBy: 'REPLY-SIGN-RIGHT',
  },
  {
    id: 'body-sign-missing-once',
    title: { en: 'omits Body-Sign in one activity', zh: '某个接口的响应漏掉 Body-Sign' },
    protocols: ['v1'],
    make: onReply((reply, _intact, { url }) =>
      url.includes('activity=refreshInstance') ? withHeader(reply, 'Body-Sign', undefined) : reply,
    ),
    caughtBy: 'REPLY-SIGN',
  },
];
