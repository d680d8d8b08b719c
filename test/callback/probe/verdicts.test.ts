import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/callback/delivery/exchange.ts';
import {
  describeFailure,
  describeResult,
  isAccepted,
  isOrderRefusal,
  isReadable,
  isRejected,
  isUnauthenticated,
} from '../../../src/callback/probe/response.ts';
import { combine, judgeRefused, judgeStep, judgeSuccess } from '../../../src/callback/probe/verdicts.ts';
import { v2 } from '../../../src/callback/protocols/v2.ts';
import { failed, passed, skipped } from '../../../src/suite/check.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { both } from '../../../src/text/translate.ts';

/** What came back: an HTTP status, and the result code of a readable body. */
function exchange(
  status: number,
  resultCode?: string,
  resultMsg?: string,
  activity = 'newInstance',
): Exchange {
  const text = JSON.stringify({ resultCode, resultMsg });
  return {
    protocol: v2,
    activity: v2.activities.find(({ name }) => name === activity)!,
    values: {},
    sealed: { protocol: 'v2', activity, method: 'POST', url: '', query: [], headers: [] },
    request: { method: 'POST', url: 'https://isv.example.com', headers: [] },
    outcome: {
      answered: true,
      response: { status, headers: [], body: Buffer.from(text), truncated: false, durationMs: 1 },
    },
    reply: {
      text,
      json: { ...(resultCode !== undefined && { resultCode }) },
      ...(resultCode !== undefined && { resultCode }),
      ...(resultMsg !== undefined && { resultMsg }),
    } as Exchange['reply'] & object,
  };
}

const silent: Exchange = {
  ...exchange(0),
  outcome: { answered: false, failure: { kind: 'reset', code: 'ECONNRESET', durationMs: 1 } },
};

/** HTTP 502, as a receiver in front of the server sends it. */
const unreached = (json: JsonObject): Exchange => ({
  ...exchange(502),
  reply: { text: JSON.stringify(json), json },
});

describe('a response', () => {
  it.each([
    // status, code: readable, accepted, rejected, unauthenticated
    [200, '000000', true, true, false, false],
    [200, '000004', true, true, false, false],
    [200, '000001', true, false, true, true],
    [200, '000005', true, false, true, false],
    [200, undefined, false, false, false, false],
    [201, '000000', false, false, false, false],
    [399, undefined, false, false, false, false],
    [400, undefined, false, false, true, false],
    [400, '000000', false, false, true, false],
    [401, undefined, false, false, true, true],
    [402, undefined, false, false, true, false],
    [403, undefined, false, false, true, true],
    [404, '000001', false, false, true, true],
    [408, undefined, false, false, false, false],
    [429, undefined, false, false, false, false],
    [499, undefined, false, false, true, false],
    [500, undefined, false, false, false, false],
  ])('HTTP %i with %s', (status, code, readable, accepted, rejected, unauthenticated) => {
    const one = exchange(status, code);
    expect([isReadable(one), isAccepted(one), isRejected(one), isUnauthenticated(one)]).toEqual([
      readable,
      accepted,
      rejected,
      unauthenticated,
    ]);
  });

  it('that never came is nothing of all that', () => {
    const judged = [isReadable, isAccepted, isRejected, isUnauthenticated].map((judge) => judge(silent));
    expect(judged).toEqual([false, false, false, false]);
  });

  it.each([
    [exchange(200, '000003'), 'resultCode 000003 (the instance ID does not exist)'],
    [exchange(200, '123456'), 'resultCode 123456 (not a published code)'],
    [exchange(500, '000000'), 'HTTP 500, resultCode 000000 (succeeded)'],
    [exchange(200), 'HTTP 200 without a resultCode'],
    [
      unreached({ error_code: 'NO_ANSWER', error_msg: 'the connection was\n refused' }),
      'HTTP 502: the receiver got no response from the server behind it (the connection was refused)',
    ],
    [unreached({ error_code: 'NO_ANSWER', error_msg: 'x'.repeat(200) }), /\(x{120}\)$/],
    [unreached({ error_code: 'NO_ANSWER' }), 'HTTP 502 without a resultCode'],
    [unreached({ error_code: 'OTHER', error_msg: 'said' }), 'HTTP 502 without a resultCode'],
    [silent, 'the connection was closed before a response was received (ECONNRESET)'],
    [exchange(200, '000003', 'no such\n  id'), /: no such id$/],
    [exchange(200, '000003', 'The instance ID does not exist!'), /exist\)$/],
    [exchange(200, '000003', 'x'.repeat(200)), /: x{120}$/],
    [exchange(200, '9'.repeat(50)), `resultCode ${'9'.repeat(40)} (not a published code)`],
  ])('is described: %#', (one, text) => {
    expect(describeResult(one).en).toMatch(text);
  });

  it('is described with the code of its failure', () => {
    expect(describeFailure('dns', 'ENOTFOUND').en).toBe('the host name cannot be resolved (ENOTFOUND)');
  });
});

describe('an order', () => {
  const about = (resultCode: string, values: JsonObject = {}) => ({ ...exchange(200, resultCode), values });

  it.each<[string, Exchange, boolean]>([
    ['000002', about('000002'), true],
    ['000003 that names no instance', about('000003'), true],
    ['000003 about an instance', about('000003', { instanceId: 'I' }), false],
    ['000103, as the product is bought once', about('000103'), true],
    ['000001', about('000001'), false],
    ['000005', about('000005'), false],
    ['HTTP 400', { ...about('000002'), outcome: exchange(400).outcome }, false],
  ])('may be refused: %s', (_title, one, refused) => {
    expect(isOrderRefusal(one)).toBe(refused);
  });
});

describe('a request that must succeed', () => {
  it.each([
    ['newInstance', '000000', 'passed'],
    ['newInstance', '000004', 'passed'],
    ['queryInstance', '000000', 'passed'],
    ['queryInstance', '000004', 'failed'],
    ['newInstance', '000001', 'failed'],
  ])('%s with %s: %s', (activity, code, status) => {
    expect(judgeSuccess(exchange(200, code, undefined, activity)).status).toBe(status);
    expect(judgeStep(exchange(200, code, undefined, activity)).status).toBe(status);
  });

  it('whose response has no valid code shows nothing about the step', () => {
    for (const one of [exchange(500, '000000'), exchange(200), exchange(200, '00'), silent]) {
      expect(judgeSuccess(one)).toMatchObject({ status: 'failed', exchange: one });
      expect(judgeStep(one)).toMatchObject({ status: 'skipped', exchange: one });
    }
  });
});

describe('a request that must be rejected', () => {
  const expected = both('the repeated request is rejected');
  const judge = (forged: Exchange, plain?: Exchange) => judgeRefused(forged, expected, plain).status;

  it.each<[string, Exchange, Exchange | undefined, string]>([
    ['accepted', exchange(200, '000000'), undefined, 'failed'],
    ['accepted for later', exchange(200, '000004'), undefined, 'failed'],
    ['answered with an error of the server', exchange(500), undefined, 'skipped'],
    ['answered with an error, the plain one accepted', exchange(500), exchange(200, '000000'), 'passed'],
    ['both answered with an error', exchange(500), exchange(500), 'skipped'],
    ['a busy gateway, the plain one accepted', exchange(503), exchange(200, '000000'), 'skipped'],
    ['not answered', silent, undefined, 'skipped'],
    ['rejected', exchange(200, '000001'), undefined, 'passed'],
    ['rejected, the plain one accepted', exchange(200, '000001'), exchange(200, '000000'), 'passed'],
    ['rejected otherwise than the plain one', exchange(200, '000001'), exchange(200, '000005'), 'passed'],
    ['rejected like the plain one', exchange(200, '000005'), exchange(200, '000005'), 'failed'],
    ['both lack a parameter', exchange(200, '000002'), exchange(200, '000002'), 'skipped'],
    ['both stopped by a page', exchange(403), exchange(403), 'skipped'],
  ])('%s', (_title, forged, plain, status) => {
    expect(judge(forged, plain)).toBe(status);
  });
});

describe('several cases', () => {
  const fails = (actual: string) => failed(both('x'), { en: actual, zh: actual }, silent);
  const skips = skipped(both('x'));

  it('pass if one passed and none failed', () => {
    expect(
      combine([
        ['a', skips],
        ['b', passed],
      ]),
    ).toBe(passed);
    expect(combine([['a', skips]])).toBe(skips);
    expect(combine([])).toMatchObject({ status: 'skipped' });
    expect(
      combine([
        ['a', passed],
        ['b', fails('1')],
      ]),
    ).toMatchObject({ status: 'failed', actual: { en: '1' } });
  });

  it('name the cases of each result', () => {
    const verdict = combine([
      ['a', fails('1')],
      ['b', fails('2')],
      ['c', fails('1')],
      ['d', passed],
    ]);
    expect(verdict).toMatchObject({ actual: { en: 'a and c: 1; b: 2', zh: expect.stringContaining('；') } });
  });
});
