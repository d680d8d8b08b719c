import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { type ErrorFacts, factsOf, KooError } from '../errors/koo-error.ts';
import { attempt } from '../text/attempt.ts';
import { readTextData } from '../text/data.ts';
import { own } from '../text/json.ts';
import { both, type Language, t } from '../text/translate.ts';
import { assertOwnForm, performOnce, readForm } from './forms.ts';
import { keepPreferences, readPreferences, translatePerRequest } from './language-and-theme.ts';
import { createLive } from './live.ts';
import type { Call, FormCall, Frame, Page, View } from './model.ts';
import { consolePath, refreshHeader } from './paths.ts';
import { cookieRules, createSessions, type Session, type Sessions } from './sessions.ts';
import { closedPage, renderShell, type ShellFacts, type ShellOptions } from './shell.tsx';

export interface ConsoleOptions extends ShellOptions {
  /** The language where the browser has not chosen one. */
  readonly language: Language;
  /** Changes whenever something that a page shows may have changed. */
  readonly version: () => number;
  /** Turns an error that is no defect, such as a full disk, into a {@link KooError}. */
  readonly nameError?: (error: unknown) => unknown;
  /** The command that opens the console, for a browser without a session. */
  readonly openCommand: string;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}

export interface Console {
  readonly sessions: Sessions;
  /** Serves a request whose path begins with {@link consolePath}. */
  handle(request: IncomingMessage, response: ServerResponse): void;
}

type Environment = { Bindings: HttpBindings };
type ConsoleContext = Context<Environment>;

/**
 * Pages for the browser of this machine's user. A code of the terminal opens a session; a form needs the token of its session as well.
 * The address of the server has been checked before (`startLocalServer`).
 */
export function createConsole(options: ConsoleOptions): Console {
  const sessions = createSessions(Date.now, () => randomBytes(32).toString('hex'));
  const assets = { 'console.css': readAsset('console.css'), 'console.js': readAsset('console.js') };
  const openLive = createLive(options.version, options.closing);
  const { nameError = (error) => error } = options;
  const app = new Hono<Environment>({ strict: false }).basePath(consolePath);
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      // With `no-referrer`, browsers send forms with `Origin: null`, which is refused.
      referrerPolicy: 'same-origin',
      strictTransportSecurity: false,
      permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
    }),
  );
  app.use(async (context, next) => {
    // Hono serves HEAD with the handlers of GET, which may run only once.
    if (!['GET', 'POST'].includes(context.req.method)) return context.body(null, 405, { Allow: 'GET, POST' });
    return isOtherPage(context) ? context.body(null, 403) : next();
  });
  app.get('/assets/:name', (context) => {
    const asset = own(assets, context.req.param('name'));
    if (!asset) return context.notFound();
    return context.body(asset.text, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  });
  app.use(translatePerRequest(options.language), async (context, next) => {
    await next();
    context.header('Cache-Control', 'no-store');
  });
  app.get('/enter', (context) => {
    const session = sessions.redeem(context.req.query('code') ?? '');
    if (!session && !sessionOf(context)) return refuseBrowser(context);
    if (session) setCookie(context, cookieName(context), session.id, cookieRules);
    const path = ownPath(`${consolePath}${context.req.query('to') ?? '/'}`);
    // A page of another place, such as the file that koo opens: with a redirect, the strict cookie would stay behind.
    if (context.req.header('sec-fetch-site') === 'cross-site')
      return context.body(null, 200, { Refresh: `0;url=${path}` });
    return context.redirect(path, 303);
  });
  app.use(async (context, next) => (sessionOf(context) ? next() : refuseBrowser(context)));
  app.get('/live', (context) => {
    const session = sessionOf(context);
    const stream = openLive(() => session !== undefined && sessions.isOpen(session));
    if (!stream) return context.body(null, 503);
    return context.body(stream, 200, { 'Content-Type': 'text/event-stream' });
  });
  app.post('/preferences', async (context) => {
    const form = await readForm(context.env.incoming);
    assertOwnForm(form, sessionOf(context));
    keepPreferences(context, form);
    return context.redirect(ownPath(form.get('back')), 303);
  });
  for (const page of options.pages) {
    app.get(page.path, (context) => show(context, page, readCall(context)));
    app.post(page.path, (context) => act(context, page));
  }
  app.notFound((context) => {
    // A path such as `/console/../x` is not below the console, and nothing has been checked.
    if (!context.req.path.startsWith(`${consolePath}/`)) return context.body(null, 404);
    const view: View = { title: t('Not found'), body: t('There is no such page.') };
    return render(context, view, frameOf(context, readCall(context)), 404);
  });
  app.onError((error, context) => {
    const facts = factsOf(nameError(error), (reason) =>
      both('The console failed with an internal error ({reason})', { reason }),
    );
    // What could not be read for the page may not be readable for its frame either.
    const version = attempt(options.version) ?? 0;
    const status = attempt(() => options.status?.());
    const frame = frameOf(context, readCall(context), facts, version);
    return render(context, { title: t('Error'), body: '' }, frame, statusOf(facts), () => status);
  });

  async function show(
    context: ConsoleContext,
    page: Page,
    call: Call,
    error?: ErrorFacts,
  ): Promise<Response> {
    const version = options.version();
    const view = await page.show(call);
    return render(context, view, frameOf(context, call, error, version), error ? 422 : view.status);
  }

  async function act(context: ConsoleContext, page: Page): Promise<Response> {
    if (!page.act) return context.body(null, 405, { Allow: 'GET' });
    const form = await readForm(context.env.incoming);
    const session = sessionOf(context);
    assertOwnForm(form, session);
    form.delete('token');
    const section = form.get('section');
    form.delete('section');
    const sent: FormCall = { ...readCall(context), form, ...(section && { section }) };
    const { call, outcome } = performOnce(session.sent, sent, page.act);
    try {
      const result = await outcome;
      if ('body' in result) return render(context, result, frameOf(context, call));
      const { to = call.path, said, tone } = result;
      session.done = said && { said, ...(tone && { tone }) };
      const place = section && to === call.path ? `#${encodeURIComponent(section)}` : '';
      return context.redirect(`${consolePath}${to}${place}`, 303);
    } catch (cause) {
      const error = nameError(cause);
      if (!(error instanceof KooError)) throw error;
      return show(context, page, call, error.facts);
    }
  }

  function render(
    context: ConsoleContext,
    view: View,
    frame: Frame,
    httpStatus: 200 | 403 | 404 | 422 | 500 = 200,
    status = options.status,
  ): Response | Promise<Response> {
    return context.html(renderShell(view, { ...options, status }, frame, shellFacts(context)), httpStatus);
  }

  function refuseBrowser(context: ConsoleContext): Response | Promise<Response> {
    return context.html(closedPage(shellFacts(context), options.openCommand), 401);
  }

  function sessionOf(context: ConsoleContext): Session | undefined {
    return sessions.find(getCookie(context, cookieName(context)));
  }

  /** @param version of the state before the page read it */
  function frameOf(
    context: ConsoleContext,
    call: Call,
    error?: ErrorFacts,
    version = options.version(),
  ): Frame {
    const session = sessionOf(context);
    const done = context.req.header(refreshHeader) ? undefined : session?.done;
    if (session && done) session.done = undefined;
    return {
      call,
      id: randomUUID(),
      formToken: session?.formToken ?? '',
      version,
      ...(error && { error }),
      ...(done && { done }),
    };
  }

  function shellFacts(context: ConsoleContext): ShellFacts {
    return {
      ...readPreferences(context, options.language),
      script: assets['console.js'].path,
      style: assets['console.css'].path,
    };
  }

  const listener = getRequestListener(app.fetch, {
    autoCleanupIncoming: false,
    overrideGlobalObjects: false,
  });
  return { sessions, handle: (request, response) => void listener(request, response) };
}

/** Ports of a host share their cookies, so the name has the port. */
function cookieName(context: ConsoleContext): string {
  return `koo-console-${context.env.incoming.socket.localPort ?? 0}`;
}

/**
 * Whether a page of another port of this host sent the request: it shares the cookies. It may only lead here.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
function isOtherPage({ req }: ConsoleContext): boolean {
  if (['same-origin', 'none', undefined].includes(req.header('sec-fetch-site'))) return false;
  return req.method !== 'GET' || req.header('sec-fetch-dest') !== 'document';
}

/** A file that the build has compiled. Its address has the hash, so that a browser may keep it for ever. */
function readAsset(name: 'console.css' | 'console.js') {
  const text = readTextData(name);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const type = name.endsWith('.js') ? 'text/javascript;charset=UTF-8' : 'text/css;charset=UTF-8';
  return { text, type, path: `${consolePath}/assets/${name}?${hash}` };
}

function readCall(context: ConsoleContext): Call {
  const url = new URL(context.req.url);
  const path = url.pathname.slice(consolePath.length) || '/';
  return { path, params: context.req.param() as Record<string, string>, query: url.searchParams };
}

/** A path of the console to go to; its start for any other. */
function ownPath(text: string | null): string {
  const base = 'http://console';
  const url = URL.parse(text ?? '', base);
  const isOwn = url?.origin === base && url.pathname.startsWith(`${consolePath}/`);
  return isOwn ? url.pathname + url.search : `${consolePath}/`;
}

function statusOf({ category }: ErrorFacts): 403 | 422 | 500 {
  if (category === 'defect') return 500;
  return category === 'permission' ? 403 : 422;
}
