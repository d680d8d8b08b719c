import { gzipSync } from 'node:zlib';
import type { Mutant } from '../model.ts';
import { isSuccess, page } from './effects.ts';
import { transport } from './hooks.ts';

export const transportMutants: readonly Mutant[] = [
  transport('v2', 'charset-refused', 'A Content-Type with charset=utf8 is answered with HTTP 415', () => {}, {
    wrap: (handle) => async (request) =>
      /charset="?utf8\b/i.test(request.headers['content-type'] ?? '')
        ? page(415, 'unsupported charset "UTF8"')
        : handle(request),
  }),
  transport('v1-kit', 'body-of-64-kb', 'A body of more than 64 KB is answered with HTTP 413', () => {}, {
    overHttp: true,
    wrap: (handle) => async (request) =>
      request.body.length > 65_536 ? page(413, 'request entity too large') : handle(request),
  }),
  transport('v1', 'query-of-2-kb', 'A query of more than 2 KB is answered with HTTP 414', () => {}, {
    overHttp: true,
    wrap: (handle) => async (request) =>
      request.url.length > 2048 ? page(414, 'URI too long') : handle(request),
  }),
  transport('v1', 'firewall-against-quotes', 'A firewall stops queries with an apostrophe', () => {}, {
    wrap: (handle) => async (request) => (/%27|'/.test(request.url) ? page(403, 'blocked') : handle(request)),
  }),
  transport('v2-kit', 'firewall-against-sql', 'A firewall stops bodies with a comment of SQL', () => {}, {
    wrap: (handle) => async (request) =>
      /--|\/\*/.test(Buffer.from(request.body).toString()) ? page(403, 'blocked') : handle(request),
  }),
  transport('v2-kit', 'accept-demanded', 'A request without Accept is answered with HTTP 406', () => {}, {
    wrap: (handle) => async (request) =>
      request.headers.accept?.includes('json') || /authSync|allOrgSync/.test(request.url) === false
        ? handle(request)
        : page(406, 'not acceptable'),
  }),
  transport('v1', 'refusals-not-signed', 'Refusals have no Body-Sign', () => {}, {
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return isSuccess(reply)
        ? reply
        : { ...reply, headers: reply.headers.filter(([name]) => name !== 'Body-Sign') };
    },
  }),
  transport('v2', 'byte-order-mark', 'A reply with appInfo starts with a byte order mark', () => {}, {
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return Buffer.from(reply.body).includes('appInfo')
        ? { ...reply, body: Buffer.concat([Buffer.from('\ufeff'), reply.body]) }
        : reply;
    },
  }),
  transport(
    'v1',
    'compressed-unasked-v1',
    'Bodies of more than 512 bytes are compressed, though nobody accepts it',
    () => {},
    {
      overHttp: true,
      sale: 'on-demand',
      wrap: (handle) => async (request) => {
        const reply = await handle(request);
        if (reply.body.length <= 512) return reply;
        return {
          ...reply,
          headers: [...reply.headers, ['Content-Encoding', 'gzip']],
          body: gzipSync(reply.body),
        };
      },
    },
  ),
  transport('v2', 'unknown-404', 'An unknown instance is answered with HTTP 404', () => {}, {
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return Buffer.from(reply.body).includes('000003') ? { ...reply, status: 404 } : reply;
    },
  }),
  transport('v1-kit', 'token-401', 'A wrong token is answered with HTTP 401', () => {}, {
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return Buffer.from(reply.body).includes('000001') ? { ...reply, status: 401 } : reply;
    },
  }),
  transport('v2', 'list-cut', 'A body of more than 4 KB is cut', () => {}, {
    overHttp: true,
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return reply.body.length > 4096 ? { ...reply, transfer: 'half' } : reply;
    },
  }),
  transport(
    'v1',
    'signed-in-characters',
    'Body-Sign is computed over the text, and the body is sent in GBK',
    (m) => {
      m.steps.json = (result) => JSON.stringify(result);
    },
    {
      wrap: (handle) => async (request) => {
        const reply = await handle(request);
        const gbk = Buffer.from(reply.body).toString().replaceAll('首次登录后请修改密码', '');
        return { ...reply, body: Buffer.from(gbk) };
      },
    },
  ),
  transport(
    'v2',
    'gateway-limit',
    'A gateway answers the 300th call and those after it with HTTP 503',
    () => {},
    {
      wrap: (handle) => {
        let calls = 0;
        return async (request) => {
          calls += 1;
          return calls >= 300 ? page(503, 'too many requests') : handle(request);
        };
      },
    },
  ),
];
