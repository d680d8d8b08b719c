import { both } from '../../text/translate.ts';
import { domainPaths } from './address.ts';
import { explainAddress, type Lookup, lookUp } from './explain.ts';
import type { TicketGrant } from './grants.ts';
import type { LoginApplication, LoginTenant } from './model.ts';
import { type Identity, shownIdentity, userOf } from './oauth.ts';
import { refusalPage } from './pages.tsx';
import { type Exchange, missing, mustBe, type Refused } from './request.ts';
import { type Facts, json, type Outcome, redirect, withParameters } from './response.ts';
import { endSessions, signedIn, toSignIn } from './sign-in.ts';
import type { State } from './state.ts';

type Format = 'JSON' | 'XML';

/**
 * Issues a ticket to the account that is signed in.
 *
 * @see https://support.huaweicloud.com/api-oneaccess/AuthorizeCASLogin.html
 */
export function casLogin(state: State, tenant: LoginTenant, exchange: Exchange): Outcome {
  const service = exchange.query.get('service') ?? '';
  const registered = registeredService(tenant, service);
  if ('cause' in registered) return refusalPage(exchange, 400, registered, {});
  const account = signedIn(state, tenant, exchange);
  if (!account) return toSignIn(exchange);
  const { session, user } = account;
  const ticket = state.issueTicket({ tenant, application: registered, user }, service, session.isNew);
  session.isNew = false;
  const noted = { clientId: registered.clientId, userName: user.userName, ticket };
  return redirect(302, withParameters(service, { ticket }), noted);
}

/** Finds the application whose callback a service is. */
function registeredService({ applications, name }: LoginTenant, service: string): LoginApplication | Refused {
  if (service === '') return missing('service');
  const application = applications.find(({ casService }) => casService === service);
  if (application) return application;
  const [registered] = applications.flatMap(({ casService }) => casService ?? []);
  if (registered !== undefined) return explainAddress('service', service, registered);
  const reason = both('No application of the tenant {tenant} has a callback address for CAS', {
    tenant: name,
  });
  return { cause: 'no-application', reason };
}

/** Reads the requested format, and the one to respond in, which is the usual one if the other is unknown. */
function formatOf({ settings }: State, { query }: Exchange): { asked: string; answered: Format } {
  const asked = query.get('format')?.toUpperCase() ?? settings.casFormat;
  return { asked, answered: asked === 'JSON' || asked === 'XML' ? asked : settings.casFormat };
}

/**
 * Uses up the ticket of a validation, whatever comes of it. The specification says so of any attempt; that a request
 * without valid parameters is one, too, is inferred.
 *
 * @see https://apereo.github.io/cas/development/protocol/CAS-Protocol-Specification.html
 */
function takeTicket(state: State, tenant: LoginTenant, { query }: Exchange): Lookup<TicketGrant> {
  const found = lookUp(state, state.tickets, 'ticket', query.get('ticket'), tenant);
  if (found.grant && !found.refused) found.grant.usedAt = state.time();
  return found;
}

/** Refuses a validation with unreadable parameters, such as a repeated one. */
export function refuseValidation(
  state: State,
  tenant: LoginTenant,
  exchange: Exchange,
  refused: Refused,
): Outcome {
  takeTicket(state, tenant, exchange);
  const { answered } = formatOf(state, exchange);
  return failure(answered, 'INVALID_REQUEST', refused.reason.en, refused, {});
}

/**
 * Returns once who a ticket was issued to. Failures have the HTTP status 200, too.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649473.html
 * @see https://apereo.github.io/cas/development/protocol/CAS-Protocol-Specification.html
 */
export function casValidate(state: State, tenant: LoginTenant, exchange: Exchange): Outcome {
  const [service, ticket] = ['service', 'ticket'].map((name) => exchange.query.get(name));
  const { asked, answered } = formatOf(state, exchange);
  const { grant, refused } = takeTicket(state, tenant, exchange);
  if (!service || !ticket || answered !== asked) {
    const name = !service ? 'service' : !ticket ? 'ticket' : undefined;
    const invalid = name ? missing(name) : mustBe('format', ['XML', 'JSON']);
    return failure(answered, 'INVALID_REQUEST', invalid.reason.en, invalid, {});
  }
  const noted: Facts = grant ? { clientId: grant.clientId, userName: grant.userName } : {};
  if (refused) {
    const text =
      answered === 'XML'
        ? `Ticket ${ticket} not recognized`
        : `the ticket provided was not valid, ticket is ${ticket}`;
    return failure(answered, 'INVALID_TICKET', text, refused, noted);
  }
  if (service !== grant.service) {
    const { reason } = explainAddress('service', service, grant.service);
    const text = `Ticket ${ticket} does not match the supplied service`;
    return failure(answered, 'INVALID_SERVICE', text, { cause: 'address-differs', reason }, noted);
  }
  const shown = shownIdentity(tenant, userOf(tenant, grant), exchange.fault);
  if (answered === 'JSON') {
    const { userName, role, organizationCode, name } = shown.user;
    const attributes = { role, organizationCode, name, userName, tenant: shown.tenantId };
    return json(200, { serviceResponse: { authenticationSuccess: { user: userName, attributes } } }, noted);
  }
  return xml(successXml(shown, new Date(grant.issuedAt), grant.isFromNewLogin), noted);
}

function failure(format: Format, code: string, description: string, refused: Refused, facts: Facts): Outcome {
  const noted = { ...facts, ...refused, error: code };
  return format === 'JSON'
    ? json(200, { serviceResponse: { authenticationFailure: { code, description } } }, noted)
    : xml(element('cas:authenticationFailure', description, ` code="${code}"`), noted);
}

function successXml({ user, tenantId }: Identity, at: Date, isFromNewLogin: boolean): string {
  const attributes = {
    authenticationDate: at.toISOString(),
    longTermAuthenticationRequestTokenUsed: 'false',
    isFromNewLogin: String(isFromNewLogin),
    role: user.role,
    organizationCode: user.organizationCode,
    name: user.name,
    userName: user.userName,
    tenant: tenantId,
  };
  const elements = Object.entries(attributes).map(([name, value]) => element(`cas:${name}`, value));
  const inner = `${element('cas:user', user.userName)}<cas:attributes>${elements.join('')}</cas:attributes>`;
  return `<cas:authenticationSuccess>${inner}</cas:authenticationSuccess>`;
}

function element(name: string, text: string, attributes = ''): string {
  return `<${name}${attributes}>${escapeXml(text)}</${name}>`;
}

function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // No XML 1.0 document may contain these.
      .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // A parser would read a line feed.
      .replaceAll('\r', '&#13;')
  );
}

function xml(inner: string, facts: Facts): Outcome {
  const body = `<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${inner}</cas:serviceResponse>`;
  const headers = { 'Content-Type': 'application/xml;charset=UTF-8', 'Cache-Control': 'no-store' };
  return { response: new Response(body, { headers }), facts };
}

/**
 * Ends the single sign-on session, and leads back to the callback.
 *
 * @see https://support.huaweicloud.com/api-oneaccess/CancelCASLogin.html
 */
export function casLogout(state: State, tenant: LoginTenant, exchange: Exchange): Outcome {
  const service = exchange.query.get('service');
  const { facts, cookies } = endSessions(state, tenant, exchange);
  if (service === undefined) return redirect(302, domainPaths.signIn, facts, cookies);
  const registered = registeredService(tenant, service);
  const isRegistered = !('cause' in registered);
  const noted = { ...facts, ...(!isRegistered && registered) };
  return redirect(302, isRegistered ? service : domainPaths.signIn, noted, cookies);
}
