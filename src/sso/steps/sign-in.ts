import type { HttpRequest } from '../../callback/delivery/exchange.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { redact } from '../../text/redact.ts';
import { readValidation, type ValidateCall, validateRequest } from './cas.ts';
import { type Answer, exchange, type StepContext } from './exchange.ts';
import { type ExplainContext, explainNamed, explainUnnamed, namedError, objectIn } from './explain.ts';
import { type Identity, identityOf } from './identity.ts';
import { shownResponse } from './masking.ts';
import type { Problem, ServerStep, StepReport } from './model.ts';
import { userinfoRequest } from './oauth.ts';
import { tokenVariable, unsentReport, variables } from './request.ts';

/** The result of `koo sso userinfo` and `koo sso cas validate`; its JSON form is a contract. */
export interface SignInReport extends StepReport {
  /** Who has signed in; `null` without a success. */
  readonly identity: Identity | null;
}

/** The user who signed in, or the problem. */
type Reading =
  | { readonly identity: Identity; readonly notes: readonly Localized[] }
  | { readonly problem: Problem };

/**
 * Describes a request for userinfo without sending it; the token stays a variable.
 *
 * @param domain origin of the login domain
 */
export async function describeUserinfoStep(domain: string): Promise<SignInReport> {
  return dryRun('userinfo', domain, await userinfoRequest(domain, `$${tokenVariable}`));
}

/** Describes a validation without sending it; the ticket stays a variable. */
export function describeValidationStep(call: Omit<ValidateCall, 'ticket'>): SignInReport {
  const request = validateRequest({ ...call, ticket: `$${variables.ticket}` });
  return dryRun('cas-validate', call.domain, request);
}

function dryRun(step: ServerStep, domain: string, request: HttpRequest): SignInReport {
  return { ...reportOf(step, domain, request), dryRun: true, ok: true };
}

function reportOf(step: ServerStep, domain: string, request: HttpRequest): SignInReport {
  return { ...unsentReport(step, domain, request), identity: null };
}

/**
 * Asks who has signed in, and explains the response.
 *
 * @param domain origin of the login domain
 * @throws KooError (network) without a complete response
 */
export async function takeUserinfoStep(
  domain: string,
  accessToken: string,
  context: StepContext,
): Promise<SignInReport> {
  const request = await userinfoRequest(domain, accessToken);
  return take('userinfo', domain, request, accessToken, context, (answer, explaining) => {
    const body = objectIn(answer.text);
    const named = namedError(body, answer.response.status);
    if (named) return { problem: explainNamed(named, explaining) };
    return found(answer, body, 'userinfo', explaining);
  });
}

/** Validates a CAS ticket, and explains the response. @throws KooError (network) without a complete response */
export async function takeValidationStep(call: ValidateCall, context: StepContext): Promise<SignInReport> {
  const { domain, ticket } = call;
  return take('cas-validate', domain, validateRequest(call), ticket, context, (answer, explaining) => {
    const validation = readValidation(answer.text);
    if (validation.kind === 'failure') return { problem: explainNamed(validation.named, explaining) };
    if (validation.kind === 'success') {
      const { user, attributes } = validation;
      return found(answer, { userName: user, ...attributes }, 'cas', explaining);
    }
    const named = namedError(objectIn(answer.text), answer.response.status);
    return { problem: named ? explainNamed(named, explaining) : explainUnnamed(answer, explaining) };
  });
}

async function take(
  step: ServerStep,
  domain: string,
  request: HttpRequest,
  secret: string,
  context: StepContext,
  read: (answer: Answer, explaining: ExplainContext) => Reading,
): Promise<SignInReport> {
  const report = reportOf(step, domain, request);
  const answer = await exchange(step, request, context);
  const secrets = [...context.secrets, secret];
  const hide = (text: string) => redact(text, secrets);
  const reading = read(answer, { step, hide, suspicions: [] });
  return {
    ...report,
    response: shownResponse(answer.response, answer.text, secrets),
    ok: 'identity' in reading,
    ...reading,
  };
}

function found(
  answer: Answer,
  values: JsonObject | undefined,
  kind: 'userinfo' | 'cas',
  explaining: ExplainContext,
): Reading {
  const identity =
    answer.response.status === 200 && values ? identityOf(values, kind, explaining.hide) : undefined;
  return identity ?? { problem: explainUnnamed(answer, explaining) };
}
