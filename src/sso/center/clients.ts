import { equalsConstantTime } from '../../signing/bytes.ts';
import { both } from '../../text/translate.ts';
import { explainClient, explainSecret } from './explain.ts';
import type { LoginApplication, LoginTenant } from './model.ts';
import { type Exchange, missing, type Refused } from './request.ts';
import { type Facts, type Outcome, oauthError } from './response.ts';
import type { State } from './state.ts';

interface Credentials {
  readonly clientId: string | undefined;
  /** The secret in each form in which it may have been encoded. */
  readonly secrets: readonly string[];
  readonly isBasic: boolean;
}

/** A client that has proved its identity, or the response that refuses it. */
export type Authentication =
  | { readonly application: LoginApplication; readonly outcome?: undefined }
  | { readonly outcome: Outcome; readonly application?: undefined };

/**
 * Authenticates the client of a token request, by the form as KooGallery documents it, or by HTTP Basic.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649448.html
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
export function authenticate(state: State, tenant: LoginTenant, exchange: Exchange): Authentication {
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

export function clientDiffers(issuedTo: string, sent: string): Refused {
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
