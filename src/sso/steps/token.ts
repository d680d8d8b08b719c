import type { HttpRequest } from '../../callback/delivery/exchange.ts';
import { looksEncrypted } from '../../signing/client-secret.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import { redact } from '../../text/redact.ts';
import { both, type Localized } from '../../text/translate.ts';
import { decryptSecret } from './documented-errors.ts';
import { type Answer, exchange, type StepContext } from './exchange.ts';
import { explainNamed, explainUnnamed, namedError, objectIn } from './explain.ts';
import { maskedSecret, shownResponse } from './masking.ts';
import type { MaskedSecret, StepReport } from './model.ts';
import { libraryObjection, type TokenCall, tokenRequest } from './oauth.ts';
import { unsentReport, variables } from './request.ts';

/** Tokens that were issued, without the tokens themselves. */
export interface ShownTokens {
  readonly accessToken: MaskedSecret;
  readonly tokenType: string | null;
  /** In seconds. */
  readonly expiresIn: number | null;
  readonly scope: string | null;
  /** `null` if none came. */
  readonly refreshToken: MaskedSecret | null;
}

/** The result of `koo sso token`; its JSON form is a contract. */
export interface TokenReport extends StepReport {
  readonly tokens: ShownTokens | null;
  /** The file with the whole response. */
  readonly saved: string | null;
}

export interface TokenStep {
  readonly report: TokenReport;
  /** Absent unless tokens came. */
  readonly received?: JsonObject;
}

/** A grant without its code or token. */
export type FutureGrant =
  | { readonly type: 'authorization_code'; readonly redirectUri?: string }
  | { readonly type: 'refresh_token' };

/** Describes the request without sending it; its secrets stay variables. */
export async function describeTokenStep(
  call: Pick<TokenCall, 'domain' | 'clientId'> & { readonly grant: FutureGrant },
): Promise<TokenReport> {
  const { grant } = call;
  const request = await tokenRequest({
    ...call,
    clientSecret: `$${variables.client_secret}`,
    grant:
      grant.type === 'refresh_token'
        ? { ...grant, refreshToken: `$${variables.refresh_token}` }
        : { ...grant, code: `$${variables.code}` },
  });
  const report = reportOf({ ...call, isRefresh: grant.type === 'refresh_token' }, request);
  return { ...report, dryRun: true, ok: true };
}

function reportOf(
  { domain, isRefresh }: { readonly domain: string; readonly isRefresh: boolean },
  request: HttpRequest,
): TokenReport {
  return { ...unsentReport(isRefresh ? 'refresh' : 'token', domain, request), tokens: null, saved: null };
}

/**
 * Exchanges a code or a refresh token, and explains the response.
 *
 * @throws KooError (network) without a complete response
 */
export async function takeTokenStep(call: TokenCall, context: StepContext): Promise<TokenStep> {
  const { clientSecret, grant, domain } = call;
  const isRefresh = grant.type === 'refresh_token';
  const sent = [clientSecret, isRefresh ? grant.refreshToken : grant.code];
  const request = await tokenRequest(call);
  const report = reportOf({ domain, isRefresh }, request);
  const answer = await exchange(report.step, request, context);
  const { response, text } = answer;
  const secrets = [...context.secrets, ...sent];
  const shown = { ...report, response: shownResponse(response, text, secrets) };
  const body = objectIn(text);
  const explaining = {
    step: report.step,
    hide: (one: string) => redact(one, secrets),
    suspicions: suspicionsOf(call),
  };
  const named = namedError(body, response.status);
  if (named) return { report: { ...shown, problem: explainNamed(named, explaining) } };
  const accessToken = nonEmptyText(body?.access_token);
  if (response.status !== 200 || !body || !accessToken)
    return { report: { ...shown, problem: explainUnnamed(answer, explaining) } };
  return {
    report: {
      ...shown,
      ok: true,
      tokens: tokensOf(body, accessToken, explaining.hide),
      notes: await notesOf(call, answer, body),
    },
    received: body,
  };
}

/** Describes traits of a client secret or a code that explain a refusal. */
export function suspicionsOf({
  clientSecret,
  grant,
}: Pick<TokenCall, 'clientSecret' | 'grant'>): Localized[] {
  return [
    ...(looksEncrypted(clientSecret)
      ? [both('The client secret looks encrypted. {cure}', { cure: decryptSecret })]
      : []),
    ...(grant.type === 'authorization_code' && /%[\da-f]{2}/i.test(grant.code)
      ? [
          both(
            'The code looks URL-encoded. Decode it, or give the whole address that the browser was sent to.',
          ),
        ]
      : []),
  ];
}

function nonEmptyText(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function tokensOf(body: JsonObject, accessToken: string, hide: (text: string) => string): ShownTokens {
  const refreshToken = nonEmptyText(body.refresh_token);
  const expiresIn = Number(body.expires_in);
  const shown = (value: JsonValue | undefined) => {
    const text = nonEmptyText(value);
    return text === null ? null : hide(text);
  };
  return {
    accessToken: maskedSecret(accessToken),
    tokenType: shown(body.token_type),
    expiresIn: body.expires_in === undefined || Number.isNaN(expiresIn) ? null : expiresIn,
    scope: shown(body.scope),
    refreshToken: refreshToken === null ? null : maskedSecret(refreshToken),
  };
}

async function notesOf(call: TokenCall, { response, text }: Answer, body: JsonObject): Promise<Localized[]> {
  const { grant } = call;
  const refreshToken = nonEmptyText(body.refresh_token);
  const objection = await libraryObjection(call, response, text);
  return [
    ...(grant.type === 'refresh_token' ? [refreshNote(grant.refreshToken, refreshToken)] : []),
    ...(grant.type === 'authorization_code' && refreshToken === null
      ? [
          both(
            'No refresh token came: when the access token has expired, the user has to sign in again. One of the two documented examples has none.',
          ),
        ]
      : []),
    ...(objection === undefined
      ? []
      : [both('Client libraries of OAuth may refuse this response: {objection}', { objection })]),
  ];
}

function refreshNote(old: string, renewed: string | null): Localized {
  if (renewed === null) {
    return both(
      'No new refresh token came: keep the one that you have. Whether it stays valid is not documented.',
    );
  }
  return renewed === old
    ? both('The refresh token is still the same.')
    : both('A new refresh token came: store it, because the old one may be invalid from now on.');
}
