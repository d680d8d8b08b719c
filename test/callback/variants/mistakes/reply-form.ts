import { gbk } from '../../../../src/signing/mistakes/charset.ts';
import { wires } from '../families.ts';
import type { Handle, Mistake, ReferenceMerchant } from '../model.ts';
import { jsonOf, onActivity, onReply, onSuccess, withBody, withHeader, withMembers } from '../wrap.ts';

/** Writes every body in another way. */
function onBody(write: (text: string) => string | Uint8Array): (reference: ReferenceMerchant) => Handle {
  return onReply((reply, reference) =>
    withBody(reply, write(Buffer.from(reply.body).toString('utf8')), reference),
  );
}

function contentType(value: string | undefined): (reference: ReferenceMerchant) => Handle {
  return onReply((reply) => withHeader(reply, 'Content-Type', value));
}

/** A text with Chinese in it as it is, not as escapes. */
function unescaped(text: string): string {
  return JSON.stringify(JSON.parse(text));
}

/** Chinese in `resultMsg`, where every protocol can have it. */
function inChinese(text: string): string {
  return JSON.stringify(withMembers(JSON.parse(text), { resultMsg: '操作成功' }));
}

/** Mistakes in the headers and the bytes of an answer. */
export const replyForm: readonly Mistake[] = [
  {
    id: 'html-content-type',
    title: { en: 'returns JSON as text/html', zh: 'Content-Type 为 text/html' },
    protocols: wires,
    make: contentType('text/html;charset=UTF-8'),
    caughtBy: 'REPLY-CONTENT-TYPE',
  },
  {
    id: 'plain-content-type',
    title: { en: 'returns JSON as text/plain', zh: 'Content-Type 为 text/plain' },
    protocols: ['v1', 'v2'],
    make: contentType('text/plain'),
    caughtBy: 'REPLY-CONTENT-TYPE',
  },
  {
    id: 'no-content-type',
    title: { en: 'omits Content-Type', zh: '没有 Content-Type' },
    protocols: ['v1', 'v2'],
    make: contentType(undefined),
    caughtBy: 'REPLY-CONTENT-TYPE',
  },
  {
    id: 'content-type-by-accept',
    title: {
      en: 'sets application/json only if Accept asks for it',
      zh: '仅当请求头 Accept 要求时才返回 JSON 类型',
    },
    protocols: ['v1', 'v1-kit'],
    make: onReply((reply, _intact, { headers }) =>
      headers.accept?.includes('json') ? reply : withHeader(reply, 'Content-Type', 'text/html'),
    ),
    caughtBy: 'REPLY-ACCEPT',
  },
  {
    id: 'xml-without-accept',
    title: { en: 'returns XML unless Accept asks for JSON', zh: '请求头 Accept 未要求 JSON 时返回 XML' },
    protocols: ['v1', 'v1-kit'],
    make: onReply((reply, reference, { headers }) =>
      headers.accept?.includes('json')
        ? reply
        : withHeader(
            withBody(reply, '<Result><resultCode>000000</resultCode></Result>', reference),
            'Content-Type',
            'application/xml',
          ),
    ),
    caughtBy: 'REPLY-ACCEPT',
  },
  {
    id: 'byte-order-mark',
    title: { en: 'begins the body with a byte order mark', zh: '响应体带 BOM' },
    protocols: ['v1', 'v2', 'v2-kit'],
    make: onBody((text) => `\ufeff${text}`),
    caughtBy: 'REPLY-ENCODING',
  },
  {
    id: 'gbk-body',
    title: { en: 'writes the body in GBK', zh: '响应体为 GBK 编码' },
    protocols: wires,
    make: onBody((text) => gbk(inChinese(text))),
    caughtBy: 'REPLY-ENCODING',
  },
  {
    id: 'gbk-said',
    title: {
      en: 'declares charset=GBK but writes UTF-8',
      zh: '实际为 UTF-8，Content-Type 却声明 charset=GBK',
    },
    protocols: ['v1', 'v2'],
    make: onReply((reply, reference) =>
      withHeader(
        withBody(reply, inChinese(Buffer.from(reply.body).toString('utf8')), reference),
        'Content-Type',
        'application/json;charset=GBK',
      ),
    ),
    caughtBy: 'REPLY-ENCODING',
  },
  {
    id: 'utf-8-signed-latin-1-sent',
    title: {
      en: 'signs UTF-8 but sends Latin-1, so that Chinese becomes ????',
      zh: '按 UTF-8 签名却以 Latin-1 发送，中文变成问号',
    },
    protocols: ['v1', 'v1-kit'],
    make: onReply((reply, reference) => {
      const text = inChinese(unescaped(Buffer.from(reply.body).toString('utf8')));
      const lost = Buffer.from(text.replace(/[^\0-\xff]/g, '?'), 'latin1');
      return { ...withBody(reply, text, reference), body: lost };
    }),
    caughtBy: 'REPLY-ENCODING',
  },
  {
    id: 'two-objects',
    title: { en: 'returns two JSON objects in a row', zh: '连续输出两个 JSON 对象' },
    protocols: wires,
    make: onBody((text) => `${text}{"success":true}`),
    caughtBy: 'REPLY-JSON',
  },
  {
    id: 'jsonp',
    title: { en: 'returns JSONP', zh: '返回 JSONP' },
    protocols: ['v1', 'v2'],
    make: onBody((text) => `callback(${text});`),
    caughtBy: 'REPLY-JSON',
  },
  {
    id: 'serialised-twice',
    title: { en: 'serialises the JSON twice', zh: 'JSON 被序列化两次' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit'],
    make: onBody((text) => JSON.stringify(text)),
    caughtBy: 'REPLY-JSON',
  },
  {
    id: 'list-around',
    title: { en: 'wraps the JSON object in a list', zh: '响应对象外层多了数组' },
    protocols: ['v1', 'v2'],
    make: onBody((text) => `[${text}]`),
    caughtBy: 'REPLY-JSON',
  },
  {
    id: 'debugging-output-in-front',
    title: { en: 'prints debugging output before the JSON', zh: 'JSON 前残留调试输出' },
    protocols: ['v1', 'v2'],
    make: onBody((text) => `array(3) ${text}`),
    caughtBy: 'REPLY-JSON',
  },
  {
    id: 'empty-body',
    title: { en: 'returns an empty body', zh: '响应体为空' },
    protocols: ['v1', 'v1-kit', 'v2', 'v2-kit'],
    make: onBody(() => ''),
    caughtBy: 'REPLY-JSON',
  },
  {
    id: 'large-body',
    title: { en: 'returns 80 KiB of its own fields in one activity', zh: '响应体过大（80 KiB）' },
    protocols: wires,
    make: (reference) => {
      let first = true;
      return onSuccess((json) => {
        if (!first) return undefined;
        first = false;
        return withMembers(json, { debug: 'x'.repeat(80 * 1024) });
      })(reference);
    },
    caughtBy: 'REPLY-SIZE',
  },
  {
    id: 'huge-body',
    title: { en: 'returns a body of 2 MiB', zh: '响应体达 2 MiB' },
    protocols: ['v2'],
    make: onActivity('queryInstance', (reply, reference) =>
      withBody(
        reply,
        JSON.stringify(withMembers(jsonOf(reply.body), { debug: 'x'.repeat(2 * 1024 * 1024) })),
        reference,
      ),
    ),
    caughtBy: 'REPLY-JSON',
    overHttp: true,
    also: ['REPLY-SIZE'],
  },
  {
    id: 'stack-trace',
    title: { en: 'returns a stack trace', zh: '响应中暴露堆栈信息' },
    protocols: wires,
    make: onSuccess((json) =>
      withMembers(json, { trace: 'at com.example.isv.OrderService.create(OrderService.java:87)' }),
    ),
    caughtBy: 'REPLY-TRACE',
  },
  {
    id: 'stack-trace-on-a-page',
    title: { en: "returns Express's page with a stack trace", zh: '返回带堆栈信息的 Express 错误页' },
    protocols: ['v2'],
    make: onActivity('refreshInstance', (reply) => ({
      ...reply,
      headers: [['Content-Type', 'text/html; charset=utf-8']],
      body: Buffer.from(
        '<pre>Error: x<br> &nbsp; &nbsp;at check (/srv/app/s7.js:17:28)<br> &nbsp; &nbsp;at next</pre>',
      ),
    })),
    caughtBy: 'REPLY-TRACE',
    also: ['REPLY-CONTENT-TYPE', 'REPLY-JSON'],
  },
];
