import { equalsConstantTime, sha256 } from '../../signing/bytes.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { explainAddress, explainClient, explainSecret, lookUp } from './explain.ts';
import type { Grant } from './grants.ts';
import type { Fault, LoginApplication, LoginTenant, LoginUser } from './model.ts';
import { bearerOf, type Exchange, isForm, missing, mustBe, type Refused } from './request.ts';
import { type Facts, json, type Outcome, oauthError } from './response.ts';
import type { IssuedTokens, State } from './state.ts';

const scope = 'get_user_info';

/**
 * Exchanges a code, or a refresh token, for tokens.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649448.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649449.html
 */
export function token(state: State, tenant: LoginTenant, exchange: Exchange): Outcome {
  const { form, query, headers } = exchange;
  if (!isForm(headers)) {
    const reason = both('Send the parameters as a form, with Content-Type application/x-www-form-urlencoded');
    return invalidRequest({ cause: 'content-type', reason });
  }
  if (query.size > 0) {
    const reason = both(
      'The URL has the parameters {names}: put all of them into the body, because URLs end up in logs',
      { names: [...query.keys()] },
    );
    return invalidRequest({ cause: 'parameters-in-url', reason });
  }
  const { application, outcome } = authenticate(state, tenant, exchange);
  if (outcome) return outcome;
  const known: Facts = { clientId: application.clientId, secretMatches: true };
  const grantType = form.get('grant_type');
  if (grantType === 'authorization_code') return exchangeCode(state, tenant, application, exchange, known);
  if (grantType === 'refresh_token')
    return refresh(state, tenant, application, form.get('refresh_token'), known);
  if (grantType === undefined) return invalidRequest(missing('grant_type'), known);
  const unsupported = mustBe('grant_type', ['authorization_code', 'refresh_token']);
  return oauthError(400, 'unsupported_grant_type', 'Unsupported grant type', unsupported, known);
}

function invalidRequest(refused: Refused, facts: Facts = {}): Outcome {
  return oauthError(400, 'invalid_request', refused.reason.en, refused, facts);
}

function exchangeCode(
  state: State,
  tenant: LoginTenant,
  application: LoginApplication,
  { form }: Exchange,
  facts: Facts,
): Outcome {
  const { grant, refused } = lookUp(state, state.codes, 'code', form.get('code'), tenant);
  const noted = { ...facts, ...(grant && { userName: grant.userName }) };
  if (refused) {
    if (refused.cause === 'grant-used' && grant) state.revoke(grant.login);
    return oauthError(400, 'invalid_grant', 'Invalid authorization code', refused, noted);
  }
  // Used up also where the exchange fails: the client that has it is not to be trusted.
  grant.usedAt = state.time();
  if (grant.clientId !== application.clientId) {
    const { invalidClientStatus } = state.settings;
    const differs = clientDiffers(grant.clientId, application.clientId);
    return oauthError(invalidClientStatus, 'invalid_client', 'Client ID mismatch', differs, noted);
  }
  const redirectUri = form.get('redirect_uri');
  const expected = grant.redirectUri ?? application.loginAddress ?? '';
  if (redirectUri !== undefined && redirectUri !== expected && redirectUri !== application.loginAddress) {
    const { reason } = explainAddress('redirect_uri', redirectUri, expected);
    const differs = { cause: 'address-differs', reason } as const;
    return oauthError(400, 'invalid_grant', 'Redirect URI mismatch.', differs, noted);
  }
  const user = userOf(tenant, grant);
  const tokens = state.issueTokens(
    { tenant, application, user },
    grant.login,
    state.settings.issuesRefreshToken,
  );
  return json(200, tokenBody(state, tokens), { ...noted, ...tokens });
}

function refresh(
  state: State,
  tenant: LoginTenant,
  application: LoginApplication,
  refreshToken: string | undefined,
  facts: Facts,
): Outcome {
  const { grant, refused } = lookUp(state, state.refreshTokens, 'refresh', refreshToken, tenant);
  const noted = { ...facts, ...(grant && { userName: grant.userName }) };
  if (refused) return oauthError(400, 'invalid_grant', 'Invalid refresh token', refused, noted);
  if (grant.clientId !== application.clientId) {
    const reason = both('The refresh token was issued to the client {issued}, and the request names {sent}', {
      issued: grant.clientId,
      sent: application.clientId,
    });
    const differs = { cause: 'grant-of-other-client', reason } as const;
    return oauthError(400, 'invalid_grant', 'Invalid refresh token', differs, noted);
  }
  const rotates = state.settings.rotatesRefreshToken;
  if (rotates) grant.usedAt = state.time();
  const user = userOf(tenant, grant);
  const { accessToken, refreshToken: newRefreshToken } = state.issueTokens(
    { tenant, application, user },
    grant.login,
    rotates,
  );
  const kept = newRefreshToken ?? refreshToken;
  return json(200, tokenBody(state, { accessToken, ...(kept !== undefined && { refreshToken: kept }) }), {
    ...noted,
    accessToken,
    ...(newRefreshToken !== undefined && { newRefreshToken }),
  });
}

function tokenBody({ settings }: State, { accessToken, refreshToken }: IssuedTokens): JsonObject {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: settings.statedLife,
    scope,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  };
}

/** Returns the account of a valid grant, see {@link lookUp}. */
export function userOf(tenant: LoginTenant, { userName }: Grant): LoginUser {
  const user = tenant.users.find((one) => one.userName === userName);
  if (!user) throw new Error(`no account ${userName}`);
  return user;
}

/** Returns who has signed in. @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649450.html */
export function userinfo(state: State, tenant: LoginTenant, exchange: Exchange): Outcome {
  const { grant, refused } = lookUp(state, state.accessTokens, 'access', bearerOf(exchange), tenant);
  const facts: Facts = grant ? { clientId: grant.clientId, userName: grant.userName } : {};
  if (refused) {
    const isMissing = refused.cause === 'grant-missing';
    const reason = both(
      'The access token is missing: send it in the header Authorization: Bearer <access token>',
    );
    return oauthError(
      401,
      'unauthorized',
      'Full authentication is required to access this resource',
      isMissing ? { cause: 'grant-missing', reason } : refused,
      facts,
      { 'WWW-Authenticate': 'Bearer' },
    );
  }
  const shown = shownIdentity(tenant, userOf(tenant, grant), exchange.fault);
  return json(200, userinfoBody(state, tenant, shown), facts);
}

/** An account and the tenant named with it. */
export interface Identity {
  readonly user: LoginUser;
  readonly tenantId: string;
}

/** Returns the identity to respond with: the true one, unless a fault is injected. */
export function shownIdentity(tenant: LoginTenant, user: LoginUser, fault: Fault | undefined): Identity {
  if (fault?.kind === 'wrong-tenant') return { user, tenantId: fault.tenant };
  if (fault?.kind !== 'wrong-user') return { user, tenantId: tenant.id };
  const other = tenant.users.find(({ userName }) => userName === fault.userName);
  return { user: other ?? { ...user, userName: fault.userName }, tenantId: tenant.id };
}

/** Returns some id of the engine: no page says what it is, and it is equal at every login. */
export function userIdOf(tenantId: string, userName: string): string {
  return sha256(tenantId, '\n', userName).toString('hex').slice(0, 16);
}

function userinfoBody(state: State, tenant: LoginTenant, { user, tenantId }: Identity): JsonObject {
  const { userName, name, role, organizationCode, organizationName, mobile, email } = user;
  const basic = { userName, name, role, tenant: tenantId, organizationCode };
  if (state.settings.userinfo === 'minimal') return basic;
  const hasContact = state.settings.userinfo === 'full';
  const id = userIdOf(tenant.id, userName);
  return {
    id,
    userId: id,
    ...basic,
    projectName: tenant.name,
    ...(organizationName !== undefined && { organizationName }),
    ...(hasContact && mobile !== undefined && { mobile }),
    ...(hasContact && email !== undefined && { email }),
  };
}

interface Credentials {
  readonly clientId: string | undefined;
  /** The secret in each form in which it may have been encoded. */
  readonly secrets: readonly string[];
  readonly isBasic: boolean;
}

/** A client that has proved its identity, or the response that refuses it. */
type Authentication =
  | { readonly application: LoginApplication; readonly outcome?: undefined }
  | { readonly outcome: Outcome; readonly application?: undefined };

/**
 * Authenticates the client of a token request, by the form as KooGallery documents it, or by HTTP Basic.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649448.html
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
function authenticate(state: State, tenant: LoginTenant, exchange: Exchange): Authentication {
  const credentials = credentialsOf(exchange);
  if ('cause' in credentials)
    return { outcome: oauthError(400, 'invalid_request', credentials.reason.en, credentials) };
  const { clientId, secrets, isBasic } = credentials;
  const refuse = (refused: Refused, description = 'Bad client credentials'): Authentication => {
    const status = state.settings.invalidClientStatus;
    const headers = status === 401 && isBasic ? { 'WWW-Authenticate': 'Basic realm="oauth2/client"' } : {};
    const known: Facts = {
      ...(clientId !== undefined && { clientId }),
      ...(secrets.length > 0 && { secretMatches: false }),
    };
    return { outcome: oauthError(status, 'invalid_client', description, refused, known, headers) };
  };
  if (clientId === undefined || clientId === '') return refuse(missing('client_id'));
  const application = tenant.applications.find((one) => equalsConstantTime(one.clientId, clientId));
  if (!application) {
    const issuedTo = clientOfCode(state, tenant, exchange);
    return issuedTo === undefined
      ? refuse(explainClient(state, tenant, clientId))
      : refuse(clientDiffers(issuedTo, clientId), 'Client ID mismatch');
  }
  const [secret] = secrets;
  if (secret === undefined || secret === '')
    return refuse({ cause: 'secret-missing', reason: both('{name} is missing', { name: 'client_secret' }) });
  if (exchange.fault?.kind === 'rotated-secret') return refuse(rotated);
  if (secrets.some((one) => equalsConstantTime(one, application.clientSecret))) return { application };
  return refuse(explainSecret(state, tenant, application, secret));
}

/** Finds the client of a code that this tenant issued. */
function clientOfCode(state: State, tenant: LoginTenant, { form }: Exchange): string | undefined {
  const grant = state.codes.find(form.get('code') ?? '');
  return grant?.tenantId === tenant.id ? grant.clientId : undefined;
}

function clientDiffers(issuedTo: string, sent: string): Refused {
  const reason = both(
    'The code was issued to the client {issued}, and the request names {sent}: use the client ID of the last applicationSync of this tenant, or bind the tenant again',
    { issued: issuedTo, sent },
  );
  return { cause: 'client-differs', reason };
}

const rotated: Refused = {
  cause: 'fault',
  reason: both('A fault was injected: the client secret counts as replaced'),
};

function credentialsOf({ form, headers }: Exchange): Credentials | Refused {
  const header = /^basic\s+(\S*)\s*$/i.exec(headers.get('authorization') ?? '')?.[1];
  const [clientId, secret] = [form.get('client_id'), form.get('client_secret')];
  if (header === undefined)
    return { clientId, secrets: secret === undefined ? [] : [secret], isBasic: false };
  const text = Buffer.from(header, 'base64').toString('utf8');
  const [, id = '', password = ''] = /^([^:]*):?(.*)$/s.exec(text) ?? [];
  const ids = [id, formDecoded(id)];
  if (secret !== undefined || (clientId !== undefined && !ids.includes(clientId))) {
    const reason = both(
      'The client is named in the Authorization header and in the form: send client ID and secret in one of them',
    );
    return { cause: 'several-credentials', reason };
  }
  return { clientId: clientId ?? formDecoded(id), secrets: [password, formDecoded(password)], isBasic: true };
}

/** RFC 6749 encodes both parts before base64; many clients do not. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
