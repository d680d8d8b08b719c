import type { ReceivedRequest } from '../../../../src/callback/protocols/model.ts';
import { wires } from '../families.ts';
import type { Handle, HttpReply, Intact, Mistake } from '../model.ts';
import { proofOf } from '../verify-v2.ts';
import { answer, isAuthentic, jsonOf, onReply, put, withBody, withHeader } from '../wrap.ts';

/** Changes the answers to requests that are not authentic. */
function onRefusal(
  change: (reply: HttpReply, intact: Intact, request: ReceivedRequest) => HttpReply,
): (intact: Intact) => Handle {
  return onReply((reply, intact, request) =>
    isAuthentic(request, intact) ? reply : change(reply, intact, request),
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
    title: { en: 'crashes over a missing signature: HTTP 500', zh: '缺少签名时抛空指针异常，返回 HTTP 500' },
    protocols: wires,
    make: (intact) => (request) => {
      if (isCrashing(request)) throw new TypeError("Cannot read properties of null (reading 'equals')");
      return intact.handle(request);
    },
    caughtBy: 'REFUSAL-FORM',
  },
  {
    id: 'number-format-on-bad-timestamp',
    title: {
      en: 'crashes over a timestamp that is no number: HTTP 500',
      zh: 'timestamp 不是数字时抛异常，返回 HTTP 500',
    },
    protocols: ['v2', 'v2-kit', 'order-notify'],
    make: (intact) => (request) => {
      if (Number.isNaN(Number(proofOf(request, intact).timestamp))) throw new RangeError('For input string');
      return intact.handle(request);
    },
    caughtBy: 'REFUSAL-FORM',
  },
  {
    id: 'connection-cut-on-refusal',
    title: { en: 'cuts the connection in place of a refusal', zh: '验签失败时直接断开连接' },
    protocols: ['v1', 'v2'],
    make: onRefusal((reply) => ({ ...reply, fate: 'reset' })),
    caughtBy: 'REFUSAL-FORM',
    overHttp: true,
  },
  {
    id: 'refusal-401',
    title: { en: 'refuses with HTTP 401 and 000003', zh: '验签失败返回 HTTP 401 和 000003' },
    protocols: ['v1', 'v2', 'order-notify'],
    make: onRefusal((_reply, intact) => ({
      ...answer({ resultCode: '000003', resultMsg: 'signature error' }, intact),
      status: 401,
    })),
    caughtBy: 'REFUSAL-FORM',
    also: ['REFUSAL-CODE'],
  },
  {
    id: 'refusal-403-page',
    title: { en: 'refuses with an HTML page', zh: '验签失败返回 HTML 页面' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit'],
    make: onRefusal((reply, intact) => ({
      ...withHeader(withBody(reply, page, intact), 'Content-Type', 'text/html'),
      status: 403,
    })),
    caughtBy: 'REFUSAL-FORM',
  },
  {
    id: 'refusal-without-message',
    title: { en: 'refuses without a resultMsg', zh: '拒绝时不返回 resultMsg' },
    protocols: wires,
    make: onRefusal((reply, intact) =>
      withBody(reply, JSON.stringify({ resultCode: jsonOf(reply.body).resultCode }), intact),
    ),
    caughtBy: 'REFUSAL-MSG',
  },
  {
    id: 'refusal-000005',
    title: { en: 'refuses a wrong signature with 000005', zh: '验签失败返回 000005' },
    protocols: wires,
    make: onRefusal((_reply, intact) =>
      answer({ resultCode: '000005', resultMsg: 'sign check failed' }, intact),
    ),
    caughtBy: 'REFUSAL-CODE',
  },
  {
    id: 'refusal-with-stack-trace',
    title: { en: 'shows a stack trace in a refusal', zh: '拒绝时在 resultMsg 中暴露堆栈信息' },
    protocols: wires,
    make: onRefusal((reply, intact) =>
      withBody(
        reply,
        JSON.stringify(
          put(jsonOf(reply.body), {
            resultMsg:
              'java.lang.SecurityException: bad sign at com.example.isv.SignFilter.check(SignFilter.java:42)',
          }),
        ),
        intact,
      ),
    ),
    caughtBy: 'REFUSAL-TRACE',
  },
  {
    id: 'refusal-unsigned',
    title: { en: 'signs its successes alone', zh: '仅对成功的应答签名，拒绝时没有 Body-Sign' },
    protocols: ['v1', 'v1-kit'],
    make: onRefusal((reply) => withHeader(reply, 'Body-Sign', undefined)),
    caughtBy: 'REPLY-SIGN-REFUSALS',
  },
  {
    id: 'refusal-signed-with-given-key',
    title: { en: 'signs its refusals over an empty body', zh: '拒绝时对空字符串签名' },
    protocols: ['v1', 'v1-kit'],
    make: onRefusal((reply, intact) => ({ ...withBody(reply, '', intact), body: reply.body })),
    caughtBy: 'REPLY-SIGN-REFUSALS',
  },
];
