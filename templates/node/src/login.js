// koo:if kit
// The login of a buyer's users with their joint-operation account, by OAuth 2.0 and CAS 3.0: arrivals and sessions.
// Independent of HTTP libraries.
import { createHash, randomBytes } from 'node:crypto';
import { applicationOf, applicationsOf, clientSecretOf, findAccount } from './accounts.js';
import * as center from './center.js';
import { renderAccount, renderLogin } from './pages.js';

const { LoginRefusal } = center;

/**
 * @typedef {import('./callbacks.js').App} App
 *
 * @typedef {object} Reply
 * @property {number} status
 * @property {Record<string, string | string[]>} headers
 * @property {string} body
 * @property {string} [activity] for the log
 * @property {string} [reason] why a login was refused, for the log
 */

const routes = {
  'GET /sso/login': showLogin,
  'GET /sso/callback': arriveWithCode,
  'GET /sso/cas': arriveWithTicket,
  'GET /sso/account': showAccount,
  'POST /sso/logout': logOut,
};

/** YOUR CODE: where users go after the login. */
const home = '/sso/account';
/** Time limit of a login that is started here. */
const startedMs = 600_000;
const maxCodeLength = 2048;

/**
 * Handles a request below `/sso/`.
 *
 * @param {Pick<import('./callbacks.js').Request, 'method' | 'path' | 'query' | 'headers'>} request
 * @param {App} app
 * @returns {Promise<Reply>}
 */
export async function handleLogin(request, app) {
  const { method, path } = request;
  const handle = routes[`${method} ${path}`];
  if (!handle) return { status: 404, headers: {}, body: '' };
  const visit = { ...request, query: new URLSearchParams(request.query) };
  try {
    return { ...(await handle(visit, app)), activity: path };
  } catch (error) {
    const problem = error instanceof LoginRefusal ? error.problem : 'internal';
    const detail = problem !== 'internal' && error.message ? ` (${error.message})` : '';
    const reason = `login refused: ${problem}${detail}`;
    if (problem === 'internal') console.error(error);
    // The login page itself cannot be shown.
    if (problem === 'internal' && path === '/sso/login') {
      return { ...renderLogin([], { problem }), activity: path, reason };
    }
    // An address without the code, which can be loaded again.
    const reply = redirect(`/sso/login?problem=${problem}`, ...endStart(visit, app));
    return { ...reply, activity: path, reason };
  }
}

/**
 * Finds out who has sent a request; for your own routes, too. Nothing is cached between requests, so a callback that
 * withdraws an authorisation takes effect at once.
 *
 * @param {Pick<import('./callbacks.js').Request, 'headers'>} request
 * @param {App} app
 * @returns {import('./accounts.js').Account | undefined}
 */
export function accountOf(request, app) {
  const id = sessionIdOf(request, app);
  const session = app.store.findSession(id, app.now());
  const account = session && findAccount(session, app);
  if (session && !account) app.store.deleteSession(id);
  return account;
}

function showLogin(visit, app) {
  const tenantId = visit.query.get('tenant');
  if (tenantId !== null) return startLogin(tenantId, app);
  return renderLogin(linksOf(app), { problem: visit.query.get('problem'), account: accountOf(visit, app) });
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649442.html */
function linksOf({ settings, store }) {
  return store.findAppIds().map((appId) => {
    const url = new URL(settings.unifiedLoginUrl);
    url.hash = `/portal-login?ind=UNOP&appId=${encodeURIComponent(appId)}`;
    return [appId, url.href];
  });
}

/** Starts the login of a tenant. The cookie binds the login to this browser. */
function startLogin(tenantId, app) {
  const state = newState();
  const started = String(new URLSearchParams({ state, tenantId }));
  return redirect(
    center.authorizeUrl(applicationOf(tenantId, app), callbackUrl(app), state),
    cookie(app, 'started', started, startedMs),
  );
}

/** The same with CAS, which brings no state back: the cookie alone tells that the login was started here. */
function startCasLogin(application, app) {
  return redirect(
    center.casLoginUrl(application, casService(application, app)),
    cookie(app, 'cas', newState(), startedMs),
  );
}

function newState() {
  return randomBytes(16).toString('hex');
}

function startInstead(start) {
  return { ...start, reason: 'login started here: the login centre refused many codes' };
}

async function arriveWithCode(visit, app) {
  const { query } = visit;
  const started = startOf(visit, app);
  // The name is not documented for logins from the workbench.
  const given = query.get('tenant') ?? query.get('tenant_id');
  const tenantId = started?.get('tenantId') ?? given ?? '';
  if (given !== null && given !== tenantId) throw new LoginRefusal('unknown-tenant');
  const application = applicationOf(tenantId, app);
  const code = codeIn(query, 'code');
  const flow = `oauth ${tenantId}`;
  if (!started && app.confirmations.mustStartHere(flow, app.now())) {
    return startInstead(startLogin(tenantId, app));
  }
  const clientSecret = clientSecretOf(application, app);
  const redirectUri = started && callbackUrl(app);
  const user = await once(code, started?.get('state'), flow, application, app, () =>
    center.confirmCode({ ...application, clientSecret }, code, redirectUri),
  );
  return letIn(visit, app, application, user, 'oauth');
}

/**
 * Finds the login that was started here, by the state that comes back. Without a state, KooGallery has started it. Anyone
 * can lead a browser here like that, with a code of their own; letIn() protects a user who is logged in.
 */
function startOf(visit, app) {
  if (!visit.query.has('state')) return undefined;
  const started = findStart(visit, app);
  if (!started) throw new LoginRefusal('wrong-state');
  return started;
}

/** Finds the start whose state the request brings back. It is valid for one code, which a reload sends again. */
function findStart(visit, app) {
  const started = new URLSearchParams(readCookie(visit, app, 'started'));
  const code = hashOfCode(visit);
  const isOwn = started.get('state') === visit.query.get('state') && (started.get('code') ?? code) === code;
  return isOwn ? started : undefined;
}

function hashOfCode({ query }) {
  return hash(query.get('code') ?? '');
}

/** Ends the validity of a start for other codes, whatever the outcome of the login. */
function endStart(visit, app) {
  if (visit.path === '/sso/cas') return readCookie(visit, app, 'cas') ? [endCookie(app, 'cas')] : [];
  if (!visit.query.has('state')) return [];
  const started = findStart(visit, app);
  if (!started) return [endCookie(app, 'started')];
  started.set('code', hashOfCode(visit));
  return [cookie(app, 'started', String(started), startedMs)];
}

async function arriveWithTicket(visit, app) {
  const { query } = visit;
  // The logout of the login centre also leads here.
  if (!query.has('ticket')) return redirect('/sso/login');
  const application = applicationOf(query.get('tenant') ?? '', app);
  const ticket = codeIn(query, 'ticket');
  const flow = `cas ${application.tenantId}`;
  const state = readCookie(visit, app, 'cas');
  if (!state && app.confirmations.mustStartHere(flow, app.now())) {
    return startInstead(startCasLogin(application, app));
  }
  const user = await once(ticket, state, flow, application, app, () =>
    center.confirmTicket(application, casService(application, app), ticket),
  );
  return letIn(visit, app, application, user, 'cas');
}

function codeIn(query, name) {
  const code = query.get(name) ?? '';
  if (code === '' || code.length > maxCodeLength) throw new LoginRefusal('no-code');
  return code;
}

/** Confirmations in progress, with their codes. */
const running = new Map();

/**
 * Uses a code once, and the state of a login that was started here for one code, because a program can send its cookie as
 * often as it likes. A double click shares the result; a later request, such as a reload, gets `undefined`.
 */
function once(code, state, flow, { domain }, { store, now, confirmations }, confirm) {
  const used = [...(state ? [`state ${state}`] : []), `${domain} ${code}`].map((text) => hash(text));
  const [key] = used;
  const current = running.get(key);
  if (current) {
    if (current.code !== code) throw new LoginRefusal('wrong-state');
    return current.result;
  }
  // A code for which there is no room can be sent again.
  const use = () => (used.every((one) => store.addUsedCode(one, now())) ? confirm() : undefined);
  const result = confirmations.inTurn(flow, Boolean(state), now(), use).finally(() => running.delete(key));
  running.set(key, { code, result });
  return result;
}

/** Lets in a user whom the login centre has confirmed and authSync has authorised: one alone is not enough. */
function letIn(visit, app, { tenantId, appId }, user, protocol) {
  if (!user) return redirect(home, ...endStart(visit, app));
  if (user.tenant && user.tenant !== tenantId) throw new LoginRefusal('other-tenant');
  const session = { tenantId, appId, userName: user.userName, protocol };
  if (!findAccount(session, app)) throw new LoginRefusal('not-authorised');
  // An attacker may send a code of their own, so that the user's next input goes into the attacker's account.
  const current = accountOf(visit, app);
  if (current && !(current.tenantId === tenantId && current.userName === user.userName)) {
    throw new LoginRefusal('other-account');
  }
  // A login gets a new session ID, because someone else may know the old one.
  app.store.deleteSession(sessionIdOf(visit, app));
  const id = randomBytes(32).toString('base64url');
  app.store.addSession(hash(id), { ...session, expiresAt: app.now() + user.lifeMs }, app.now());
  return redirect(home, cookie(app, 'session', id), ...endStart(visit, app));
}

function showAccount(visit, app) {
  const account = accountOf(visit, app);
  return account ? renderAccount(account) : renderLogin(linksOf(app), { status: 401 });
}

/** Ends the session here, and lets the browser end that of the login centre, which would log the user in again. */
function logOut(visit, app) {
  if (!isOwnForm(visit, app)) return { status: 403, headers: {}, body: '' };
  const id = sessionIdOf(visit, app);
  const session = app.store.findSession(id, app.now());
  app.store.deleteSession(id);
  const [application] = session ? applicationsOf(session.tenantId, app) : [];
  const next = application ? centerLogoutUrl(application, session, app) : '/sso/login';
  return redirect(next, endCookie(app, 'session'));
}

function centerLogoutUrl(application, { protocol }, app) {
  if (protocol === 'cas') return center.casLogoutUrl(application, casService(application, app));
  return center.logoutUrl(application, `${app.settings.publicUrl}/sso/login`);
}

/** Whether a page of this server sent the form. Pages of other ports of the host would send its cookies, too. */
function isOwnForm({ headers }, { settings }) {
  const site = headers['sec-fetch-site'];
  return site ? site === 'same-origin' : headers.origin === settings.publicUrl;
}

function callbackUrl({ settings }) {
  return `${settings.publicUrl}/sso/callback`;
}

/** @returns the callback of CAS exactly as it is registered; never taken from the request */
function casService({ tenantId }, { settings }) {
  return `${settings.publicUrl}/sso/cas?tenant=${encodeURIComponent(tenantId)}`;
}

function redirect(location, ...cookies) {
  const headers = { Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'same-origin' };
  if (cookies.length > 0) headers['Set-Cookie'] = cookies;
  return { status: 303, headers, body: '' };
}

/** Browsers take a cookie with the prefix `__Host-` from this very host only. */
function cookieName({ settings }, name) {
  return settings.publicUrl.startsWith('https:') ? `__Host-sso-${name}` : `sso-${name}`;
}

/** A cookie that no script can read, and that other websites send only with a link. */
function cookie(app, name, value, maxAgeMs) {
  const age = maxAgeMs === undefined ? '' : `; Max-Age=${maxAgeMs / 1000}`;
  const secure = app.settings.publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${cookieName(app, name)}=${value}; Path=/; HttpOnly; SameSite=Lax${age}${secure}`;
}

function endCookie(app, name) {
  return cookie(app, name, '', 0);
}

function readCookie({ headers }, app, name) {
  const start = `${cookieName(app, name)}=`;
  const found = headers.cookie?.split(/; */).find((pair) => pair.startsWith(start));
  return found?.slice(start.length);
}

function sessionIdOf(request, app) {
  return hash(readCookie(request, app, 'session'));
}

/** The database contains hashes of codes and session IDs, so that no one who reads it can log in. */
function hash(text = '') {
  return createHash('sha256').update(text).digest('base64url');
}
// koo:end
