import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { KooError } from '../../errors/koo-error.ts';
import { answerEarly } from '../../http/local-server.ts';
import { attempt } from '../../text/attempt.ts';
import { both, type Language, verbatim } from '../../text/translate.ts';
import { businessTime, readClock } from '../market/model/context.ts';
import { type Database, stateError, stateIdentity } from '../state/database.ts';
import { healthPath, proofOf } from '../state/running.ts';
import { assertNoQuery, type Route } from './gateway/call.ts';
import {
  ApiError,
  type ApiResponse,
  apiError,
  type Code,
  type ErrorFacts,
  errorResponse,
  type Family,
  injectedResponse,
  isCodeOf,
  successResponse,
} from './gateway/codes.ts';
import { createFaultInjector, type FaultOptions, type InjectedFault, isFaultCode } from './gateway/fault.ts';
import { assertHeaderSizes, authenticate, readCallBody } from './gateway/gateway.ts';
import { logContent, loggedReason, loggedText } from './log/content.ts';
import type { LogEntry } from './log/log.ts';
import { clockPath, marketPath } from './market-endpoint.ts';
import { assetRoutes } from './routes/assets.ts';
import { eventRoutes } from './routes/events.ts';
import { licenseRoutes, wrongMethod } from './routes/licenses.ts';
import { orderRoutes } from './routes/orders.ts';
import { attributeRoutes } from './routes/seller/attributes.ts';
import { productRoutes, userRoutes } from './routes/seller/products.ts';
import { usageRoutes } from './routes/usage.ts';

/** Whose keys these are, as IAM answers it. @see https://support.huaweicloud.com/api-iam/iam_07_0001.html */
const identityRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v3/auth/domains',
    family: 'iam',
    handle: ({ account: { id, name }, url }) => {
      assertNoQuery(url, 'APIGW.0101');
      return {
        domains: [
          { id, name, enabled: true, description: '', links: { self: `${url.origin}/v3/domains/${id}` } },
        ],
        links: { self: `${url.origin}/v3/auth/domains`, previous: null, next: null },
      };
    },
  },
];

const routes: readonly Route[] = [
  ...identityRoutes,
  ...orderRoutes,
  ...usageRoutes,
  ...licenseRoutes,
  ...eventRoutes,
  ...assetRoutes,
  // koo's own contract, not Huawei's: docs/api/seller-config.openapi.yaml.
  ...productRoutes,
  ...userRoutes,
  ...attributeRoutes,
];

export interface AppOptions {
  readonly database: Database;
  readonly stateFolder: string;
  /** Secret that the health endpoint proves to know. */
  readonly token: string;
  readonly fault: FaultOptions | undefined;
  readonly faultOf?: ((url: URL) => InjectedFault) | undefined;
  readonly now: () => Date;
  readonly log: (entry: LogEntry) => void;
  readonly serveMarket: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Aborts when the sandbox closes: delays end at once. */
  readonly closing: AbortSignal;
  /** Called with the URL of each request whose signature is valid. */
  readonly onRequest?: ((url: URL) => void) | undefined;
  /** Called when a request may have made something due at the marketplace. */
  readonly wake: () => void;
}

type App = Hono<{ Bindings: HttpBindings }>;
type AppContext = Context<{ Bindings: HttpBindings }>;

const faultCodes: Readonly<Record<string, Code>> = { 429: 'APIGW.0308', 406: 'MKT.0250', 500: 'MKT.0999' };

const internalErrors: Readonly<Record<Family, Code>> = {
  iam: 'MKT.0999',
  order: 'MKT.0999',
  usage: '94060001',
  'legacy-usage': 'MKT.0999',
  license: '92020001',
  event: 'CBC.0999',
  asset: 'MKT.0999',
  'seller-config': 'MKT.0999',
};

export function createApp(options: AppOptions): App {
  const { database, stateFolder, token, fault, faultOf, now, log, serveMarket, closing, onRequest, wake } =
    options;
  const app: App = new Hono();
  const nextFault = fault ? createFaultInjector(fault) : () => undefined;

  app.get(healthPath, (context) => {
    const challenge = context.req.query('challenge');
    return context.json({
      koo: 'sandbox',
      pid: process.pid,
      state: identityOf(database),
      ...(challenge !== undefined && { proof: proofOf(token, challenge) }),
    });
  });
  app.get(clockPath, (context) =>
    context.json({ mode: readClock(database).mode, now: businessTime(database, now()) }),
  );
  app.post(marketPath, async ({ env: { incoming, outgoing } }) => {
    await serveMarket(incoming, outgoing as ServerResponse);
    return RESPONSE_ALREADY_SENT;
  });
  for (const route of routes) app.on(route.method, route.path, (context) => serve(context, route));
  for (const route of licenseRoutes) app.all(route.path, (context) => serve(context, wrongMethod(route)));
  app.notFound((context) => serve(context, undefined));

  async function serve(context: AppContext, route: Route | undefined): Promise<Response> {
    const started = performance.now();
    const time = now();
    const requestId = randomUUID().replaceAll('-', '');
    const { incoming } = context.env;
    const drawn = route && (faultOf?.(new URL(context.req.url)) ?? nextFault());
    const injectedFault = isFaultCode(drawn) && !isCodeOf(drawn, route?.family ?? 'iam') ? undefined : drawn;
    const noted: NotedFacts = {};
    if (injectedFault === 'silent') await waitForEnd(incoming.socket, closing);
    const before =
      injectedFault === 'reset' ? undefined : await respond(context, route, injectedFault, requestId, noted);
    const sent =
      injectedFault === 'reset' || injectedFault === 'lost' || injectedFault === 'silent'
        ? undefined
        : before;
    const responseBody = sent && Buffer.from(JSON.stringify(sent.body));
    const content =
      noted.body && logContent(sentUrl(incoming), pairsOf(incoming.rawHeaders), noted.body, responseBody);
    log({
      time,
      method: incoming.method ?? '',
      path: loggedText(new URL(context.req.url).pathname),
      ...(sent && { status: sent.status, code: sent.code }),
      ...(sent?.reason && { reason: loggedReason(sent.reason) }),
      requestId,
      durationMs: Math.round((performance.now() - started) * 10) / 10,
      ...(noted.account !== undefined && { account: noted.account }),
      ...(injectedFault && { fault: injectedFault }),
      ...(content && { content }),
    });
    if (!sent || !responseBody) {
      incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    }
    return send(context, sent.status, responseBody, requestId, injectedFault === 'half');
  }

  async function respond(
    context: AppContext,
    route: Route | undefined,
    injected: InjectedFault,
    requestId: string,
    noted: NotedFacts,
  ): Promise<ApiResponse> {
    const language = languageOf(context.req.raw.headers);
    try {
      const body = await readCallBody(context.env.incoming, route?.family ?? 'iam');
      noted.body = body;
      if (fault && fault.latencyMs > 0) {
        // A timer would keep the process alive when the sandbox closes.
        await sleep(fault.latencyMs, undefined, { signal: closing }).catch(() => undefined);
      }
      if (injected === 'denied')
        return {
          ...injectedResponse(route?.family ?? 'iam', 'MKT.0999', { requestId, language }),
          status: 200,
        };
      const faultCode = isFaultCode(injected) ? injected : faultCodes[injected ?? ''];
      if (faultCode) return injectedResponse(route?.family ?? 'iam', faultCode, { requestId, language });
      const url = new URL(context.req.url);
      const { method, headers } = context.req.raw;
      assertHeaderSizes(headers);
      if (!route) throw apiError('APIGW.0101');
      const sentHeaders = pairsOf(context.env.incoming.rawHeaders);
      const account = authenticate({ method, url, headers: sentHeaders, body }, now());
      noted.account = account.name;
      onRequest?.(url);
      const parameter = context.req.param('parameter') ?? '';
      const time = now();
      const businessNow = businessTime(database, time);
      const call = { account, url, headers, body, parameter, database, now: time, businessNow, wake };
      return successResponse(route.family, await route.handle(call));
    } catch (error) {
      const family = route?.family ?? 'iam';
      const facts = errorFactsOf(stateError(error, stateFolder), family);
      return errorResponse(family, facts, { requestId, language });
    }
  }

  return app;
}

/** Waits until the client hangs up, or the sandbox closes. */
function waitForEnd(socket: Socket, closing: AbortSignal): Promise<unknown> {
  return Promise.race([once(socket, 'close'), once(closing, 'abort')]);
}

/** A damaged state has no identity, but its sandbox still runs. */
function identityOf(database: Database): string | null {
  return attempt(() => stateIdentity(database)) ?? null;
}

interface NotedFacts {
  account?: string;
  body?: Uint8Array;
}

/** The URL as the client sees it, with an unchanged path and query. */
function sentUrl({ url = '', headers }: IncomingMessage): string {
  return url.startsWith('/') ? `http://${headers.host ?? ''}${url}` : url;
}

function pairsOf(raw: readonly string[]): (readonly [name: string, value: string])[] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));
}

/** Converts a defect, or a state that cannot be used, into an internal error of the service. */
function errorFactsOf(error: unknown, family: Family): ErrorFacts {
  if (error instanceof ApiError) return error.facts;
  if (error instanceof KooError) {
    const { message, hint } = error.facts;
    return { code: internalErrors[family], reason: both('{message}. {hint}', { message, hint }) };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { code: internalErrors[family], reason: verbatim(reason) };
}

function send(
  context: AppContext,
  status: number,
  bytes: Buffer<ArrayBuffer>,
  requestId: string,
  half: boolean,
): Response {
  const headers = {
    'Content-Type': 'application/json;charset=UTF-8',
    'X-Request-Id': requestId,
    Server: 'koo-sandbox',
  };
  const withLength = { ...headers, 'Content-Length': String(bytes.length) };
  const { incoming, outgoing } = context.env;
  if (!incoming.complete) {
    answerEarly(incoming, outgoing, status, Object.entries(headers).flat(), bytes);
    return RESPONSE_ALREADY_SENT;
  }
  if (!half) return new Response(bytes, { status, headers: withLength });
  outgoing.writeHead(status, withLength);
  outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}

/** koo's own explanations are in English, unless the request prefers Chinese, as with Huawei's other services. */
function languageOf(headers: Headers): Language {
  const wanted = headers.get('x-language') ?? headers.get('accept-language') ?? '';
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
