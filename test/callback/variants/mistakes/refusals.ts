import type { ReceivedRequest } from '../../../../src/callback/protocols/model.ts';
import { latin1 } from '../../../../src/signing/mistakes/charset.ts';
import { wires } from '../families.ts';
import type { Handle, HttpReply, Mistake, ReferenceMerchant } from '../model.ts';
import { proofOf } from '../verify-v2.ts';
import { answer, isAuthentic, jsonOf, onReply, withBody, withHeader, withMembers } from '../wrap.ts';

/** Changes the answers to requests that are not authentic. */
function onRefusal(
  change: (reply: HttpReply, reference: ReferenceMerchant, request: ReceivedRequest) => HttpReply,
): (reference: ReferenceMerchant) => Handle {
  return onReply((reply, reference, request) =>
    isAuthentic(request, reference) ? reply : change(reply, reference, request),
  );
}

const page = '<!doctype html><html><body><h1>403 Forbidden</h1></body></html>';

/** A proof that lacks its signature, or has a timestamp that is no number: what crashes careless code. */
function isCrashing({ url, headers }: ReceivedRequest): boolean {
  return !/signature=[^&]|authToken=[^&]/.test(url) && !headers.authtoken && !headers['x-sign'];
}

/** Mistakes in how a forged request is refused. */
export const refusalMistakes: readonly Mistake[] = [
  {
    id: 'null-pointer-on-missing-signature',
    title: { en: 'crashes on a missing signature (HTTP 500)', zh: '缺少签名时抛空指针异常，返回 HTTP 500' },
    protocols: wires,
    make: (reference) => (request) => {
      if (isCrashing(request)) throw new TypeError("Cannot read properties of null (reading 'equals')");
      return reference.handle(request);
    },
    caughtBy: 'REFUSAL-FORM',
  },
  {
    id: 'number-format-on-bad-timestamp',
    title: {
      en: 'crashes on a timestamp that is not a number (HTTP 500)',
      zh: 'timestamp 不是数字时抛异常，返回 HTTP 500',
    },
    protocols: ['v2', 'v2-kit', 'order-notify'],
    make: (reference) => (request) => {
      if (Number.isNaN(Number(proofOf(request, reference).timestamp)))
        throw new RangeError('For input string');
      return reference.handle(request);
    },
    caughtBy: 'REFUSAL-FORM',
  },
  {
    id: 'connection-cut-on-refusal',
    title: { en: 'resets the connection instead of rejecting the request', zh: '验签失败时直接断开连接' },
    protocols: ['v1', 'v2'],
    make: onRefusal((reply) => ({ ...reply, transfer: 'reset' })),
    caughtBy: 'REFUSAL-FORM',
    overHttp: true,
  },
  {
    id: 'refusal-401',
    title: { en: 'rejects requests with HTTP 401 and 000003', zh: '验签失败返回 HTTP 401 和 000003' },
    protocols: ['v1', 'v2', 'order-notify'],
    make: onRefusal((_reply, reference) => ({
      ...answer({ resultCode: '000003', resultMsg: 'signature error' }, reference),
      status: 401,
    })),
    caughtBy: 'REFUSAL-FORM',
    also: ['REFUSAL-CODE'],
  },
  {
    id: 'refusal-403-page',
    title: { en: 'rejects requests with an HTML page', zh: '验签失败返回 HTML 页面' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit'],
    make: onRefusal((reply, reference) => ({
      ...withHeader(withBody(reply, page, reference), 'Content-Type', 'text/html'),
      status: 403,
    })),
    caughtBy: 'REFUSAL-FORM',
  },
  {
    id: 'refusal-without-message',
    title: { en: 'rejects requests without a resultMsg', zh: '拒绝时不返回 resultMsg' },
    protocols: wires,
    make: onRefusal((reply, reference) =>
      withBody(reply, JSON.stringify({ resultCode: jsonOf(reply.body).resultCode }), reference),
    ),
    caughtBy: 'REFUSAL-MSG',
  },
  {
    id: 'refusal-000005',
    title: { en: 'rejects a wrong signature with 000005', zh: '验签失败返回 000005' },
    protocols: wires,
    make: onRefusal((_reply, reference) =>
      answer({ resultCode: '000005', resultMsg: 'sign check failed' }, reference),
    ),
    caughtBy: 'REFUSAL-CODE',
  },
  {
    id: 'refusal-in-latin-1',
    title: {
      en: 'signs Chinese in a rejection and sends ? in its place (ISO-8859-1)',
      zh: '拒绝时对中文签名，实际以 ISO-8859-1 发送，中文变成问号',
    },
    protocols: ['v1', 'v1-kit'],
    make: onRefusal((reply, reference) => {
      const json = withMembers(jsonOf(reply.body), { resultMsg: '鉴权失败' });
      const signed = withBody(reply, JSON.stringify(json), reference);
      return { ...signed, body: latin1(JSON.stringify(json)) };
    }),
    caughtBy: 'REPLY-SIGN-REFUSALS',
    hint: /UTF-8.*getWriter/,
  },
  {
    id: 'refusal-with-stack-trace',
    title: { en: 'returns a stack trace in a rejection', zh: '拒绝时在 resultMsg 中暴露堆栈信息' },
    protocols: wires,
    make: onRefusal((reply, reference) =>
      withBody(
        reply,
        JSON.stringify(
          withMembers(jsonOf(reply.body), {
            resultMsg:
              'java.lang.SecurityException: bad sign at com.example.isv.SignFilter.check(SignFilter.java:42)',
          }),
        ),
        reference,
      ),
    ),
    caughtBy: 'REFUSAL-TRACE',
  },
  {
    id: 'refusal-unsigned',
    title: { en: 'signs only successful responses', zh: '仅对成功的响应签名，拒绝时没有 Body-Sign' },
    protocols: ['v1', 'v1-kit'],
    make: onRefusal((reply) => withHeader(reply, 'Body-Sign', undefined)),
    caughtBy: 'REPLY-SIGN-REFUSALS',
  },
  {
    id: 'refusal-signed-with-given-key',
    title: { en: 'signs rejections over an empty body', zh: '拒绝时对空字符串签名' },
    protocols: ['v1', 'v1-kit'],
    make: onRefusal((reply, reference) => ({ ...withBody(reply, '', reference), body: reply.body })),
    caughtBy: 'REPLY-SIGN-REFUSALS',
  },
];
