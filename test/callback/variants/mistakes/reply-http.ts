import { wires } from '../families.ts';
import type { HttpReply, Mistake, ReferenceMerchant } from '../model.ts';
import { onActivity, onReply, read, withBody } from '../wrap.ts';

function serverError(reply: HttpReply, reference: ReferenceMerchant): HttpReply {
  return { ...withBody(reply, '{"error":"Internal Server Error","status":500}', reference), status: 500 };
}

/** Mistakes in how an answer comes: its status, its time, its connection. */
export const replyHttp: readonly Mistake[] = [
  {
    id: 'no-content',
    title: { en: 'returns HTTP 204', zh: '返回 HTTP 204' },
    protocols: ['v1', 'v2', 'order-notify'],
    make: onReply((reply, reference) => ({ ...withBody(reply, '', reference), status: 204 })),
    caughtBy: 'REPLY-STATUS',
    overHttp: true,
  },
  {
    id: 'not-offered-404',
    title: { en: 'returns HTTP 404 for activities that it does not offer', zh: '未提供的接口返回 HTTP 404' },
    protocols: ['v1', 'v2'],
    make: onReply((reply, reference, request) =>
      /^(upgrade|changeInstanceCheck)/.test(read(request, reference).activity)
        ? {
            status: 404,
            headers: [['Content-Type', 'text/html']],
            body: Buffer.from('<html><body><h1>404 Not Found</h1></body></html>'),
          }
        : reply,
    ),
    caughtBy: 'REPLY-STATUS',
  },
  {
    id: 'created-201',
    title: { en: 'returns HTTP 201 for a creation', zh: '新购返回 HTTP 201' },
    protocols: ['v1', 'v2', 'online-license'],
    make: onActivity('newInstance', (reply) => ({ ...reply, status: 201 })),
    caughtBy: 'REPLY-STATUS',
    overHttp: true,
  },
  {
    id: 'redirect',
    title: { en: 'redirects to another address', zh: '重定向到其他地址' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit', 'license-code', 'online-license', 'order-notify'],
    make: onReply((reply, reference) => ({
      ...withBody(reply, '', reference),
      status: 302,
      headers: [['Location', 'https://www.example.com/login']],
    })),
    caughtBy: 'REPLY-REDIRECT',
    overHttp: true,
  },
  {
    id: 'unsupported-charset-415',
    title: {
      en: 'rejects charset=utf8 with HTTP 415 (express.json)',
      zh: '不识别 charset=utf8（express.json），返回 HTTP 415',
    },
    protocols: ['v2', 'online-license', 'license-code'],
    make: (reference) => async (request) =>
      /charset=utf8$/.test(request.headers['content-type'] ?? '')
        ? {
            status: 415,
            headers: [['Content-Type', 'text/html; charset=utf-8']],
            body: Buffer.from('<pre>UnsupportedMediaTypeError: unsupported charset &quot;UTF8&quot;</pre>'),
          }
        : reference.handle(request),
    caughtBy: 'REPLY-STATUS',
    overHttp: true,
    hint: /415/,
  },
  {
    id: 'locked-map-500',
    title: {
      en: 'crashes on every call (removes from a locked parameter map)',
      zh: '每次调用都返回 HTTP 500（修改只读的参数 Map）',
    },
    protocols: ['v1'],
    make: () => async () => {
      throw new Error('IllegalStateException: No modifications are allowed to a locked ParameterMap');
    },
    caughtBy: 'REPLY-STATUS',
    hint: /Copy the parameter map/,
    overHttp: true,
  },
  {
    id: 'nested-400',
    title: {
      en: 'cannot bind a nested object: HTTP 400 with a page',
      zh: '无法绑定嵌套对象，返回 HTTP 400 页面',
    },
    protocols: ['v2'],
    make: onActivity('changeInstanceCheck', () => ({
      status: 400,
      headers: [['Content-Type', 'text/html']],
      body: Buffer.from('<html><body><h1>HTTP Status 400</h1></body></html>'),
    })),
    caughtBy: 'REPLY-STATUS',
    overHttp: true,
  },
  {
    id: 'one-activity-500',
    title: { en: 'crashes in the renewal (HTTP 500)', zh: '续费接口返回 HTTP 500' },
    protocols: ['v1', 'v2', 'online-license'],
    make: onActivity('refreshInstance', serverError),
    caughtBy: 'REPLY-STATUS',
    overHttp: true,
  },
  {
    id: 'error-500-with-code',
    title: { en: 'returns 000005 with HTTP 500 in one activity', zh: '某接口以 HTTP 500 返回 000005' },
    protocols: ['v1-kit', 'v2-kit'],
    make: onActivity('allOrgSync', (reply, reference) => ({
      ...withBody(reply, '{"resultCode":"000005","resultMsg":"error"}', reference),
      status: 500,
    })),
    caughtBy: 'REPLY-STATUS',
    overHttp: true,
  },
  {
    id: 'connection-cut',
    title: { en: 'resets the connection in one activity', zh: '某接口直接断开连接' },
    protocols: ['v1', 'v2'],
    make: onActivity('refreshInstance', (reply) => ({ ...reply, transfer: 'reset' })),
    caughtBy: 'REPLY-ANSWER',
    overHttp: true,
  },
  {
    id: 'half-a-body',
    title: { en: 'closes the connection in the middle of the body', zh: '响应体只发送了一半' },
    protocols: wires,
    make: onReply((reply, reference) => ({
      ...withBody(reply, `{"resultCode":"000000","resultMsg":"${'.'.repeat(5000)}"}`, reference),
      transfer: 'half',
    })),
    caughtBy: 'REPLY-ANSWER',
    overHttp: true,
  },
  {
    id: 'slow',
    title: { en: 'takes more than 5 s for its first response', zh: '首次响应超过 5 秒' },
    protocols: ['v2'],
    make: (reference) => {
      let cold = true;
      return async (request) => {
        const reply = await reference.handle(request);
        if (!cold || read(request, reference).activity !== 'newInstance') return reply;
        cold = false;
        return { ...reply, delayMs: 5100 };
      };
    },
    caughtBy: 'REPLY-TIME',
  },
];
