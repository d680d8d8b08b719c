import type { HttpRequest } from '../../callback/delivery/exchange.ts';
import { type CurlText, toCurl } from '../../http/curl.ts';
import { maskedText } from './masking.ts';
import type { ServerStep, ShownRequest, StepReport } from './model.ts';

/** Shell variables for the secrets of a request: parameters by name, and the access token. */
export const variables = {
  client_secret: 'KOO_CLIENT_SECRET',
  code: 'CODE',
  refresh_token: 'REFRESH_TOKEN',
  ticket: 'TICKET',
} as const;
export const tokenVariable = 'KOO_SSO_TOKEN';

/** Headers that koo sends with every request. */
const ownHeaders = new Set(['user-agent']);

/** Creates the report of a step before its request is sent. */
export function unsentReport(step: ServerStep, domain: string, request: HttpRequest): StepReport {
  return {
    step,
    domain,
    request: shownRequest(request),
    response: null,
    ok: false,
    problem: null,
    notes: [],
    next: [],
  };
}

/** Returns a request for display, with a command that sends it. */
function shownRequest({ method, url, headers, body }: HttpRequest): ShownRequest {
  const { origin, pathname, searchParams } = new URL(url);
  const pairs = [...(method === 'GET' ? searchParams : new URLSearchParams(body))];
  const parameters = pairs.map(([name, value]) => ({ name, value, variable: variableOf(name) }));
  const shown = headers.filter(([name]) => !ownHeaders.has(name));
  const form = parameters.map(({ name, value, variable }): readonly [string, CurlText] => [
    name,
    variable ? { start: '', variable } : value,
  ]);
  const curl = toCurl({
    method,
    url: origin + pathname,
    headers: shown.map(([name, value]) => [name, isBearer(name) ? bearer : value]),
    ...(form.length > 0 && { form }),
  });
  const used = parameters.flatMap(({ variable }) => variable ?? []);
  return {
    method,
    url: origin + pathname,
    headers: Object.fromEntries(shown.map(([name, value]) => [name, isBearer(name) ? 'Bearer ***' : value])),
    parameters: Object.fromEntries(
      parameters.map(({ name, value, variable }) => [name, shownParameter(value, variable)]),
    ),
    curl,
    variables: shown.some(([name]) => isBearer(name)) ? [...used, tokenVariable] : used,
  };
}

const bearer: CurlText = { start: 'Bearer ', variable: tokenVariable };

function isBearer(name: string): boolean {
  return name === 'authorization';
}

function variableOf(name: string): string | undefined {
  return name in variables ? variables[name as keyof typeof variables] : undefined;
}

function shownParameter(value: string, variable: string | undefined): string {
  // Of a request that is described only, the value is the variable itself.
  if (variable === undefined || value === `$${variable}`) return value;
  return variable === variables.client_secret ? '***' : maskedText(value);
}
