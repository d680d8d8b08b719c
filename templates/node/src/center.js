// koo:if kit
// The login centre of a tenant: requests to it, and the addresses to which it takes the browser.
import { isThisMachine } from './settings.js';
import { readObject } from './values.js';

/** Time limit of all requests for one login. */
const maxWaitMs = 10_000;
/** Maximum life of an access token. */
const maxLifeMs = 7_200_000;

/** The refusal of a login. The user sees the text of the problem in pages.js; the message is for the log. */
export class LoginRefusal extends Error {
  /** @param {keyof typeof import('./pages.js').problems} problem */
  constructor(problem, message = '') {
    super(message);
    this.problem = problem;
  }
}

/**
 * @typedef {object} ConfirmedUser
 * @property {string} userName
 * @property {string} [tenant] the tenant ID, which may be missing
 * @property {number} lifeMs how long a session may last
 */

/**
 * @returns the origin of a `domainName`, with or without a scheme; `undefined` if it is not safe. Codes and secrets need
 * TLS, except in a test: if the login centre and this server (`publicUrl`) are both on this machine.
 */
export function originOf(domainName, publicUrl) {
  const text = domainName.trim();
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  const isTest = isThisMachine(url?.hostname) && isThisMachine(new URL(publicUrl).hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isTest);
  return isSafe && !url.username && !url.password ? url.origin : undefined;
}

/** @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0158.html */
export function authorizeUrl({ domain, clientId }, redirectUri, state) {
  return `${domain}/api/v1/oauth2/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'get_user_info',
    state,
  })}`;
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649145.html */
export function logoutUrl({ domain }, redirectUrl) {
  return `${domain}/api/v1/logout?${new URLSearchParams({ redirect_url: redirectUrl })}`;
}

export function casLoginUrl({ domain }, service) {
  return `${domain}/api/v1/cas/login?${new URLSearchParams({ service })}`;
}

/** @see https://support.huaweicloud.com/api-oneaccess/CancelCASLogin.html */
export function casLogoutUrl({ domain }, service) {
  return `${domain}/api/v1/cas/logout?${new URLSearchParams({ service })}`;
}

/**
 * OAuth 2.0: exchanges a code for an access token, and queries its user. The token is not stored.
 *
 * @param {{ domain: string, clientId: string, clientSecret: string }} application with the decrypted secret
 * @param {string} code
 * @param {string} [redirectUri] the one given to {@link authorizeUrl}; unknown if KooGallery started the login
 * @returns {Promise<ConfirmedUser>}
 * @throws {LoginRefusal}
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649448.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649450.html
 */
export async function confirmCode({ domain, clientId, clientSecret }, code, redirectUri) {
  const signal = AbortSignal.timeout(maxWaitMs);
  const form = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    code,
    grant_type: 'authorization_code',
  });
  if (redirectUri) form.set('redirect_uri', redirectUri);
  const token = await ask(`${domain}/api/v1/oauth2/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: String(form),
    signal,
  });
  if (!token.access_token || !/^bearer$/i.test(token.token_type)) throw notConfirmed(token, 'no token');
  const headers = { Authorization: `Bearer ${token.access_token}` };
  const user = await ask(`${domain}/api/v1/oauth2/userinfo`, { headers, signal });
  const lifeMs = token.expires_in > 0 ? Math.min(token.expires_in * 1000, maxLifeMs) : maxLifeMs;
  return confirmed(user.userName, user.tenant, lifeMs);
}

/**
 * CAS 3.0: validates a ticket. The pages differ in the default format, so name it. A failure has HTTP status 200, too.
 *
 * @param {{ domain: string }} application
 * @param {string} service the callback exactly as it is registered
 * @returns {Promise<ConfirmedUser>}
 * @throws {LoginRefusal}
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649473.html
 */
export async function confirmTicket({ domain }, service, ticket) {
  const query = new URLSearchParams({ service, ticket, format: 'JSON' });
  const signal = AbortSignal.timeout(maxWaitMs);
  const { serviceResponse } = await ask(`${domain}/api/v1/cas/p3/serviceValidate?${query}`, { signal });
  const { authenticationSuccess: success, authenticationFailure: failure } = serviceResponse ?? {};
  if (failure || !success) throw notConfirmed({ error: failure?.code }, 'no success');
  const { userName, tenant } = success.attributes ?? {};
  return confirmed(userName ?? success.user, tenant, maxLifeMs);
}

function confirmed(userName, tenant, lifeMs) {
  if (typeof userName !== 'string' || userName === '')
    throw new LoginRefusal('not-confirmed', 'no user name');
  return { userName, tenant, lifeMs };
}

/**
 * Sends a request to the login centre. Follows no redirects, which would take the secret elsewhere, and retries nothing,
 * because a code and a ticket can be used only once.
 */
async function ask(url, { headers, ...init }) {
  let response;
  let values;
  try {
    const accept = { Accept: 'application/json', ...headers };
    response = await fetch(url, { ...init, headers: accept, redirect: 'manual' });
    values = (await readObject(response)) ?? {};
  } catch (error) {
    // The message may contain secrets that were sent.
    throw new LoginRefusal('unreachable', error.cause?.code ?? error.name);
  }
  if (response.status !== 200) throw notConfirmed(values, `HTTP ${response.status}`);
  return values;
}

/** Keeps only the error code, because the text beside it may repeat secrets that were sent. */
function notConfirmed({ error, error_code: code = error }, otherwise) {
  return new LoginRefusal('not-confirmed', /^[a-z]+(_[a-z]+)+$/i.test(code) ? code : otherwise);
}
// koo:end
