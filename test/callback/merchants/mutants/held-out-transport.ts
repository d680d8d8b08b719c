import { gzipSync } from 'node:zlib';
import type { Mutant } from '../model.ts';
import { isSuccess, page, typed } from './effects.ts';
import { transport } from './hooks.ts';

export const transportMutants: readonly Mutant[] = [
  transport('v2-kit', 'body-of-100-kb', 'A body of more than 100 KB is answered with HTTP 413', () => {}, {
    overHttp: true,
    wrap: (handle) => async (request) =>
      request.body.length > 102_400 ? page(413, 'request entity too large') : handle(request),
  }),
  transport('v2-kit', 'body-of-8-kb', 'A body of more than 8 KB is cut', () => {}, {
    overHttp: true,
    wrap: (handle) => (request) => handle({ ...request, body: request.body.subarray(0, 8192) }),
  }),
  transport('v1', 'query-of-4-kb', 'A query of more than 4 KB is answered with HTTP 414', () => {}, {
    overHttp: true,
    sale: 'on-demand',
    wrap: (handle) => async (request) =>
      request.url.length > 4096 ? page(414, 'URI too long') : handle(request),
  }),
  transport('v1', 'firewall-against-tags', 'A firewall stops queries with a tag', () => {}, {
    wrap: (handle) => async (request) =>
      /%3C\w/i.test(request.url) ? page(403, 'blocked') : handle(request),
  }),
  transport(
    'v1',
    'html-without-accept',
    'JSON is sent as HTML unless the request accepts JSON alone',
    () => {},
    {
      wrap: (handle) => async (request) =>
        typed(
          await handle(request),
          request.headers.accept === 'application/json' ? undefined : 'text/html;charset=UTF-8',
        ),
    },
  ),
  transport('v2', 'plain-text-refusals', 'Refusals are sent as text/plain', () => {}, {
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return typed(reply, isSuccess(reply) ? undefined : 'text/plain');
    },
  }),
  transport(
    'v1',
    'newline-after-signing',
    'A newline is added to long bodies after they are signed',
    () => {},
    {
      wrap: (handle) => async (request) => {
        const reply = await handle(request);
        return reply.body.length < 300
          ? reply
          : { ...reply, body: Buffer.concat([reply.body, Buffer.from('\n')]) };
      },
    },
  ),
  transport(
    'v2',
    'compressed-unasked',
    'Bodies of more than 1 KB are compressed, though nobody accepts it',
    () => {},
    {
      overHttp: true,
      wrap: (handle) => async (request) => {
        const reply = await handle(request);
        if (reply.body.length <= 1024) return reply;
        return {
          ...reply,
          headers: [...reply.headers, ['Content-Encoding', 'gzip']],
          body: gzipSync(reply.body),
        };
      },
    },
  ),
  transport('v2', 'created-201', 'newInstance is answered with HTTP 201', () => {}, {
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return isSuccess(reply) && Buffer.from(request.body).includes('newInstance')
        ? { ...reply, status: 201 }
        : reply;
    },
  }),
  transport('license-code', 'refused-400', 'An invalid parameter is answered with HTTP 400', () => {}, {
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return Buffer.from(reply.body).includes('000002') ? { ...reply, status: 400 } : reply;
    },
  }),
  transport('v1', 'release-without-body', 'A release is answered with an empty body', () => {}, {
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return isSuccess(reply) && request.url.includes('releaseInstance')
        ? { ...reply, status: 204, body: Buffer.alloc(0) }
        : reply;
    },
  }),
  transport(
    'v2',
    'memo-in-latin-1',
    'A body with Chinese is sent in Latin-1',
    (m) => {
      m.steps.json = (result) => JSON.stringify(result);
    },
    {
      wrap: (handle) => async (request) => {
        const reply = await handle(request);
        return {
          ...reply,
          body: Buffer.from(
            Buffer.from(reply.body)
              .toString()
              .replace(/[^\0-\xff]/g, '?'),
            'latin1',
          ),
        };
      },
    },
  ),
  transport(
    'order-notify',
    'reset-after-refusal',
    'The call after a refused one finds its connection cut',
    (m) => {
      void m;
    },
    {
      overHttp: true,
      wrap: (handle) => {
        let isCut = false;
        return async (request) => {
          const reply = await handle(request);
          const cut = isCut;
          isCut = !isSuccess(reply);
          return cut ? { ...reply, transfer: 'reset' } : reply;
        };
      },
    },
  ),
  transport('v1', 'type-twice', 'Refusals have two values in Content-Type', () => {}, {
    wrap: (handle) => async (request) => {
      const reply = await handle(request);
      return typed(reply, isSuccess(reply) ? undefined : 'text/html, application/json');
    },
  }),
];
