import { isObject, type JsonObject, type JsonValue } from '../../text/json.ts';
import { isBoundedJson } from '../../text/json-layout.ts';
import { oneLine } from '../../text/terminal-safe.ts';
import { both, type Localized } from '../../text/translate.ts';
import { checkClient, decryptSecret, documentedErrors, pages, refusedToken } from './documented-errors.ts';
import { type Answer, beforeRetry } from './exchange.ts';
import type { Problem, ServerStep } from './model.ts';

export interface Named {
  readonly error: string;
  readonly description: string | null;
}

export interface ExplainContext {
  readonly step: ServerStep;
  /** Masks secrets in a text of the server. */
  readonly hide: (text: string) => string;
  /** Likely causes visible in the request itself. */
  readonly suspicions: readonly Localized[];
}

/** The length of a quoted server text, in characters. */
const maxQuoted = 300;

/** The JSON object in a body, if it is one. */
export function objectIn(text: string): JsonObject | undefined {
  if (!isBoundedJson(text)) return undefined;
  const value = JSON.parse(text) as JsonValue;
  return isObject(value) ? value : undefined;
}

/**
 * The failure that a JSON object names: in the form of OAuth, or in that of Huawei's other services.
 *
 * @param status of HTTP
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export function namedError(body: JsonObject | undefined, status: number): Named | undefined {
  // Spring's error page has the name of the HTTP status there.
  if (body?.status === status) return undefined;
  const memberText = (name: string) => {
    const value = body?.[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const error = memberText('error') || memberText('error_code');
  if (error === '') return undefined;
  return { error, description: memberText('error_description') || memberText('error_msg') || null };
}

/** Explains a failure that a response names. */
export function explainNamed(
  { error, description }: Named,
  { step, hide, suspicions }: ExplainContext,
): Problem {
  const entry = documentedErrors.find(
    (one) =>
      one.steps.includes(step) && one.error === error && (one.description?.test(description ?? '') ?? true),
  );
  const quoted = (text: string) => oneLine(hide(text).slice(0, maxQuoted));
  const named = { error: quoted(error), description: description === null ? null : quoted(description) };
  if (entry) {
    const { code, category, meaning, cures, source } = entry;
    return { code, category, ...named, meaning, cures: [...suspicions, ...cures], source };
  }
  if (/^OrgID\./i.test(error)) return { ...otherSystem, ...named };
  return {
    code: 'REQUEST_REFUSED',
    category: 'business',
    ...named,
    meaning: both('The login domain refuses the request with a code that is not documented: {error}', {
      error: named.error,
    }),
    cures: [...suspicions, checkClient],
    source: null,
  };
}

const otherSystem: Omit<Problem, 'error' | 'description'> = {
  code: 'NOT_A_LOGIN_DOMAIN',
  category: 'business',
  meaning: both('This is a response of OrgID, another system, whose paths and parameters differ.'),
  cures: [both('Call the login domain of the tenant: domainName of tenantSync.')],
  source: pages.orgId,
};

/** Explains a response that is neither the success of a step nor names a failure. */
export function explainUnnamed(
  { response: { status, headers, truncated }, text }: Answer,
  { step, hide, suspicions }: ExplainContext,
): Problem {
  const plain = { error: null, description: null, source: null } as const;
  const header = (name: string) => headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? '';
  if (status === 401 || status === 403) {
    return {
      ...plain,
      code: 'ACCESS_DENIED',
      category: 'permission',
      meaning: both('The login domain denies access with HTTP {status}, and names no reason.', { status }),
      cures: [...suspicions, ...deniedCures[step], checkDomain],
      source: stepPages[step],
    };
  }
  if (status >= 300 && status < 400) {
    // Without its parameters, one of which may be a code or a session.
    const location = oneLine(hide(header('location').replace(/[?#;].*$/s, '')).slice(0, maxQuoted));
    return {
      ...notTheCentre,
      ...plain,
      meaning: both(
        'The server redirects to {location} (HTTP {status}). A login domain redirects browsers only.',
        { location: location || '?', status },
      ),
    };
  }
  if (status === 429) {
    return {
      ...plain,
      code: 'THROTTLED',
      category: 'business',
      meaning: both('Too many requests (HTTP 429)'),
      cures: [both('Wait a while, then send fewer requests at a time.')],
    };
  }
  if (status >= 500) {
    return {
      ...plain,
      code: 'SERVER_ERROR',
      category: 'network',
      meaning: both('The login domain, or a proxy in front of it, failed (HTTP {status}).', { status }),
      cures: [beforeRetry[step], both('If it happens again, report it to Huawei with the time.')],
    };
  }
  if (truncated) return { ...notTheCentre, ...plain, meaning: both('The response is longer than 1 MB.') };
  if (/^\s*<(?:!doctype\s+html|html)\b/i.test(text) || /^text\/html\b/i.test(header('content-type'))) {
    return {
      ...notTheCentre,
      ...plain,
      meaning: both('The response is a page for browsers (HTTP {status}), not one of this interface.', {
        status,
      }),
    };
  }
  if (status === 404 || status === 405) {
    return {
      ...notTheCentre,
      ...plain,
      meaning: both('The server has no such interface (HTTP {status}).', { status }),
    };
  }
  return {
    ...plain,
    code: 'UNREADABLE_ANSWER',
    category: 'business',
    meaning: both('The response is not the documented one of this interface (HTTP {status}).', { status }),
    cures: [checkDomain, both('Compare the response with the page.')],
    source: stepPages[step],
  };
}

const stepPages: Readonly<Record<ServerStep, string>> = {
  token: pages.token,
  refresh: pages.refresh,
  userinfo: pages.userinfo,
  'cas-validate': pages.casValidate,
};

const deniedCures: Readonly<Record<ServerStep, readonly Localized[]>> = {
  token: [checkClient, decryptSecret],
  refresh: [checkClient, decryptSecret],
  userinfo: refusedToken.cures,
  'cas-validate': [],
};

const checkDomain = both(
  'Check the domain: it is domainName of tenantSync, not an address of your own product.',
);

const notTheCentre: Pick<Problem, 'code' | 'category' | 'cures'> = {
  code: 'NOT_A_LOGIN_DOMAIN',
  category: 'network',
  cures: [checkDomain, both('Check whether a proxy or a network that requires a login sends this response.')],
};
