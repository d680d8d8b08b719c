import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { type ErrorFacts, KooError } from '../errors/koo-error.ts';
import { readTextData } from '../text/data.ts';
import { acceptedLanguage, type Language, type Localized } from '../text/localized.ts';
import { both, t, useOwnLanguage, verbatim } from '../text/translate.ts';
import { assertOwnForm, performOnce, readForm } from './forms.ts';
import { createLive } from './live.ts';
import type { Call, FormCall, Frame, Page, View } from './model.ts';
import { consolePath, refreshHeader } from './paths.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';
import { closedPage, type Preferences, renderShell, type ShellOptions, themes } from './shell.tsx';

export interface ConsoleOptions extends ShellOptions {
  readonly pages: readonly Page[];
  /** The language where the browser has not chosen one. */
  readonly language: Language;
  /** Changes whenever something that a page shows may have changed. */
  readonly version: () => number;
  /** Names an error that is no defect, such as that of a full disk. */
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

type ConsoleContext = Context<{ Bindings: HttpBindings }>;

/** How long a browser keeps what was chosen, in seconds. */
const preferenceAge = 365 * 24 * 3600;

const languageOfCall = new AsyncLocalStorage<Language>();

/**
 * Pages for the browser of this machine's user. A code of the terminal opens a session; a form needs the token of its session as well.
 * The address of the server has been checked before (`startLocalServer`).
 */
export function createConsole(options: ConsoleOptions): Console {
  const sessions = createSessions(Date.now, () => randomBytes(32).toString('hex'));
  const assets = { 'console.css': assetOf('console.css'), 'console.js': assetOf('console.js') };
  const openLive = createLive(options.version, options.closing);
  const { nameError = (error) => error } = options;
  useOwnLanguage(() => languageOfCall.getStore());
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false }).basePath(consolePath);
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
    // HEAD is served by what serves GET, which may be asked only once.
    if (!['GET', 'POST'].includes(context.req.method)) return context.body(null, 405, { Allow: 'GET, POST' });
    return isOtherPage(context) ? context.body(null, 403) : next();
  });
  app.get('/assets/:name', (context) => {
    const asset = Object.hasOwn(assets, context.req.param('name'))
      ? assets[context.req.param('name') as keyof typeof assets]
      : undefined;
    if (!asset) return context.notFound();
    return context.body(asset.text, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  });
  app.use(async (context, next) => {
    await languageOfCall.run(languageOf(context, options.language), next);
    context.header('Cache-Control', 'no-store');
  });
  app.get('/enter', (context) => {
    const session = sessions.redeem(context.req.query('code') ?? '');
    if (!session && !sessionOf(context))
      return context.html(closedPage(shellFacts(context), options.openCommand), 401);
    if (session) setCookie(context, cookieName(context), session.id, cookieRules);
    return context.redirect(ownPath(`${consolePath}${context.req.query('to') ?? '/'}`), 303);
  });
  app.use(async (context, next) => {
    if (sessionOf(context)) return next();
    return context.html(closedPage(shellFacts(context), options.openCommand), 401);
  });
  app.get('/live', (context) => {
    const stream = openLive();
    if (!stream) return context.body(null, 503);
    return context.body(stream, 200, { 'Content-Type': 'text/event-stream' });
  });
  app.post('/preferences', async (context) => {
    const form = await readForm(context.env.incoming);
    assertOwnForm(form, sessionOf(context));
    const language = form.get('language');
    const theme = form.get('theme');
    const rules = { ...cookieRules, maxAge: preferenceAge };
    if (language === 'en' || language === 'zh') setCookie(context, 'koo-console-language', language, rules);
    if (themes.some((one) => one === theme)) setCookie(context, 'koo-console-theme', theme ?? '', rules);
    return context.redirect(ownPath(form.get('back')), 303);
  });
  for (const page of options.pages) {
    app.get(page.path, (context) => show(context, page, callOf(context)));
    app.post(page.path, (context) => act(context, page));
  }
  app.notFound((context) => {
    // Below another path, as that of `/console/../x` is, nothing has been checked.
    if (!context.req.path.startsWith(`${consolePath}/`)) return context.body(null, 404);
    return context.html(
      renderShell(missingView(), options, frameOf(context, callOf(context)), shellFacts(context)),
      404,
    );
  });
  app.onError((error, context) => {
    const facts = factsOf(nameError(error));
    // What could not be read for the page may not be readable for its frame either.
    const version = attempt(options.version) ?? 0;
    const status = attempt(options.status);
    const frame = frameOf(context as ConsoleContext, callOf(context as ConsoleContext), facts, version);
    return context.html(
      renderShell(
        { title: t('Error'), body: '' },
        { ...options, status: () => status },
        frame,
        shellFacts(context as ConsoleContext),
      ),
      statusOf(facts),
    );
  });

  async function show(
    context: ConsoleContext,
    page: Page,
    call: Call,
    error?: ErrorFacts,
  ): Promise<Response> {
    const version = options.version();
    const view = await page.show(call);
    const frame = frameOf(context, call, error, version);
    const status = error ? 422 : (view.status ?? 200);
    return context.html(renderShell(view, options, frame, shellFacts(context)), status);
  }

  async function act(context: ConsoleContext, page: Page): Promise<Response> {
    if (!page.act) return context.body(null, 405, { Allow: 'GET' });
    const form = await readForm(context.env.incoming);
    const session = sessionOf(context);
    assertOwnForm(form, session);
    form.delete('token');
    const section = form.get('section');
    form.delete('section');
    const asked: FormCall = { ...callOf(context), form, ...(section && { section }) };
    const { call, outcome } = performOnce(session.sent, asked, page.act);
    try {
      const result = await outcome;
      if ('body' in result) {
        return context.html(renderShell(result, options, frameOf(context, call), shellFacts(context)));
      }
      const { to, said, tone } = result;
      session.done = said && { said, ...(tone && { tone }) };
      const place = section && (to ?? call.path) === call.path ? `#${encodeURIComponent(section)}` : '';
      return context.redirect(`${consolePath}${to ?? call.path}${place}`, 303);
    } catch (cause) {
      const error = nameError(cause);
      if (!(error instanceof KooError)) throw error;
      return show(context, page, call, error.facts);
    }
  }

  function sessionOf(context: ConsoleContext): Session | undefined {
    return sessions.find(getCookie(context, cookieName(context)));
  }

  /** @param version of the state, as it was before the page read it */
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

  function shellFacts(context: ConsoleContext): Preferences {
    const theme = getCookie(context, 'koo-console-theme');
    return {
      language: languageOf(context, options.language),
      theme: themes.find((one) => one === theme) ?? 'auto',
      script: assets['console.js'].path,
      style: assets['console.css'].path,
    };
  }

  const listener = getRequestListener(app.fetch, {
    autoCleanupIncoming: false,
    overrideGlobalObjects: false,
  });
  return {
    sessions,
    handle(request, response) {
      void listener(request, response);
    },
  };
}

/** Strict: a page of another site cannot make the browser send it. Ports of a host share their cookies: the name has it. */
const cookieRules = { path: consolePath, httpOnly: true, sameSite: 'Strict' } as const;

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

function languageOf(context: ConsoleContext, preferred: Language): Language {
  return (
    acceptedLanguage(getCookie(context, 'koo-console-language')) ??
    acceptedLanguage(context.req.header('accept-language')) ??
    preferred
  );
}

/** Compiled by the build. The address has the hash, so that a browser may keep it for ever. */
function assetOf(name: 'console.css' | 'console.js') {
  const text = readTextData(name);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const type = name.endsWith('.js') ? 'text/javascript;charset=UTF-8' : 'text/css;charset=UTF-8';
  return { text, type, path: `${consolePath}/assets/${name}?${hash}` };
}

function callOf(context: ConsoleContext): Call {
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

function attempt<T>(work: (() => T) | undefined): T | undefined {
  try {
    return work?.();
  } catch {
    return undefined;
  }
}

function missingView(): View {
  return { title: t('Not found'), body: t('There is no such page.') };
}

function factsOf(error: unknown): ErrorFacts {
  if (error instanceof KooError) return error.facts;
  const reason = error instanceof Error ? error.message : String(error);
  return {
    category: 'defect',
    code: 'INTERNAL_ERROR',
    message: internalError(reason),
    hint: both('Report it as a problem of koo.'),
  };
}

function internalError(reason: string): Localized {
  return both('The console failed with an internal error ({reason})', { reason: verbatim(reason) });
}

function statusOf({ category }: ErrorFacts): 403 | 422 | 500 {
  if (category === 'defect') return 500;
  return category === 'permission' ? 403 : 422;
}
