import { describe, expect, it } from 'vitest';
import { type Exchange, type Outcome, readOutcome } from '../../../src/callback/delivery/exchange.ts';
import { responseTimeoutMs } from '../../../src/callback/delivery/limits.ts';
import { prepare } from '../../../src/callback/delivery/send.ts';
import { isReady, judge } from '../../../src/callback/probe/judge.ts';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import { activityOf } from '../../../src/sandbox/market/outbox/callback-values.ts';
import { bodySignature, formatBodySign } from '../../../src/signing/v1-body-sign.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { type Answer, answered } from '../../sandbox/market/traffic.ts';

const key = 'base-key-00000001';

function exchangeOf(id: ProtocolId, name: string, outcome: Outcome): Exchange {
  const { protocol, activity } = activityOf(id, name);
  const prepared = prepare({
    protocol,
    activity,
    target: 'http://127.0.0.1:9/saasproduce',
    values: {},
    key,
    timestamp: protocol.timestamp(new Date(0)),
    nonce: 'N',
  });
  return { ...prepared, ...readOutcome(outcome, []) };
}

/** `succeeded`, or the result and its meaning in English. */
function verdict(id: ProtocolId, name: string, outcome: Outcome): string {
  const { result, meaning } = judge(exchangeOf(id, name, outcome), key);
  return result === 'succeeded' ? result : `${result}: ${meaning.en}`;
}

/** What a V2 release came to. */
function released(answer: Answer): string {
  return verdict('v2', 'releaseInstance', answered(answer));
}

function signed(body: JsonObject, more: Answer = {}, signedBody: string = JSON.stringify(body)): Outcome {
  const sign = formatBodySign(bodySignature(key, signedBody));
  return answered({ ...more, body, headers: [...(more.headers ?? []), ['Body-Sign', sign]] });
}

const ok = { resultCode: '000000', resultMsg: 'ok' };
const created = { ...ok, instanceId: 'I1', appInfo: { frontEndUrl: 'https://app.example.com' } };

describe('a reply counts as a success', () => {
  it('with status 200, JSON and 000000', () => {
    expect(released({})).toBe('succeeded');
    expect(released({ type: 'Application/JSON; charset=UTF-8' })).toBe('succeeded');
  });

  it.each([
    'dns',
    'refused',
    'reset',
    'timeout',
    'no-response',
    'tls',
    'cut-off',
    'protocol',
    'unreachable',
  ] as const)('not if there is none: %s', (kind) => {
    const failure = { kind, code: 'CODE', durationMs: 20_000 };
    expect(verdict('v2', 'releaseInstance', { answered: false, failure })).toMatch(/^failed: .+ \(CODE\)$/);
  });

  it('within 20 s', () => {
    expect(released({ durationMs: responseTimeoutMs })).toBe('succeeded');
    expect(released({ durationMs: responseTimeoutMs + 1 })).toBe('failed: the response took 20.0 s');
  });

  it('not as a redirect', () => {
    const headers = [['Location', 'https://elsewhere.example.com/']] as const;
    expect(released({ status: 302, headers })).toBe(
      'failed: a redirect: HTTP 302 → https://elsewhere.example.com/',
    );
    expect(released({ status: 301, headers: [] })).toBe('failed: a redirect: HTTP 301 → ?');
  });

  it.each([201, 204, 400, 404, 500])('not with status %i', (status) => {
    expect(released({ status })).toBe(`failed: HTTP ${status}, resultCode 000000 (succeeded): ok`);
    expect(released({ status, body: 'oops' })).toBe(`failed: HTTP ${status} without a resultCode`);
  });

  it('not with another content type', () => {
    expect(released({ type: null })).toBe('failed: no Content-Type');
    for (const type of ['text/html', 'application/json+x', 'text/json']) {
      expect(released({ type })).toBe(`failed: Content-Type ${type} instead of application/json`);
    }
  });

  it.each([
    ['', 'an empty body'],
    ['<html>', 'text that is not JSON: <html>'],
    [`x ${JSON.stringify(ok)}`, 'text that is not JSON: x {"resultCode":"000000","resultMsg":"ok"}'],
    [[ok], 'JSON of type array'],
    ['null', 'JSON of type null'],
    [JSON.stringify(JSON.stringify(ok)), 'a JSON string that contains JSON (serialised twice)'],
  ])('not with the body %j', (body, meaning) => {
    expect(released({ body })).toBe(`failed: ${meaning}`);
  });

  it('not if it is longer than what is read', () => {
    expect(released({ truncated: true })).toBe('failed: a body of more than 1 MiB');
  });

  it.each([
    [{ resultMsg: 'ok' }, 'resultCode'],
    [{ resultCode: 0, resultMsg: 'ok' }, 'resultCode'],
    [{ resultCode: '000000' }, 'resultMsg'],
    [{ resultCode: '000000', resultMsg: 5 }, 'resultMsg'],
  ])('not without what the debugger reads: %j', (body, name) => {
    expect(released({ body })).toBe(`failed: the response has no ${name} that is a string`);
  });

  it('with an empty message', () => {
    expect(released({ body: { resultCode: '000000', resultMsg: '' } })).toBe('succeeded');
  });

  it.each(['000001', '000003', '000005', '000100', '000107', '0', '999999'])('not with %s', (resultCode) => {
    expect(released({ body: { resultCode, resultMsg: '' } })).toMatch(`failed: resultCode ${resultCode} (`);
  });

  it('as far as its fields are not too long', () => {
    expect(released({ body: { ...ok, resultMsg: 'x'.repeat(255) } })).toBe('succeeded');
    expect(released({ body: { ...ok, resultMsg: 'x'.repeat(256) } })).toBe(
      'failed: resultMsg has 256 characters; the maximum is 255',
    );
    const info = (length: number) => ({
      ...ok,
      info: [{ instanceId: 'I1', appInfo: { frontEndUrl: 'https://a.example', memo: 'x'.repeat(length) } }],
    });
    const asked = (length: number) => verdict('v2', 'queryInstance', answered({ body: info(length) }));
    expect(asked(1024)).toBe('succeeded');
    expect(asked(1025)).toBe('failed: info[0].appInfo.memo has 1025 characters; the maximum is 1024');
  });
});

describe('000004', () => {
  const body = { resultCode: '000004', resultMsg: 'in progress', instanceId: 'I1' };

  it.each([
    ['v2', 'newInstance'],
    ['online-license', 'newInstance'],
    ['online-license', 'getLicenseAsync'],
  ] as const)('is in progress for %s %s', (id, name) => {
    expect(judge(exchangeOf(id, name, answered({ body })), key)).toMatchObject({
      result: 'in-progress',
      meaning: { en: expect.stringMatching(/^resultCode 000004 \(/) },
    });
  });

  it.each([
    ['v1', 'newInstance'],
    ['v2', 'refreshInstance'],
    ['v2', 'queryInstance'],
    ['online-license', 'releaseInstance'],
    ['license-code', 'refreshLicenseCode'],
    ['order-notify', 'orderNotify'],
    ['v2-kit', 'tenantSync'],
  ] as const)('fails for %s %s', (id, name) => {
    expect(verdict(id, name, signed({ ...created, ...body }))).toMatch('failed: resultCode 000004 (');
  });

  it('is a failure of a creation without its instance', () => {
    const { instanceId: _, ...rest } = body;
    expect(verdict('v2', 'newInstance', answered({ body: rest }))).toBe(
      'failed: resultCode 000004 without an instanceId, with which KooGallery would query the instance',
    );
  });
});

describe('newInstance', () => {
  it.each([undefined, '', 7, null])('fails with the instanceId %j', (instanceId) => {
    expect(verdict('v2', 'newInstance', answered({ body: { ...ok, instanceId } }))).toBe(
      'failed: the response has no instanceId that is a string',
    );
  });

  it('returns an instanceId of at most 64 characters', () => {
    const of = (length: number) =>
      verdict('v2', 'newInstance', answered({ body: { ...ok, instanceId: 'i'.repeat(length) } }));
    expect(of(64)).toBe('succeeded');
    expect(of(65)).toBe('failed: instanceId has 65 characters; the maximum is 64');
  });

  it('needs the address of the application in V1 only', () => {
    expect(verdict('v1', 'newInstance', signed(created))).toBe('succeeded');
    for (const appInfo of [undefined, {}, { frontEndUrl: '' }, { frontEndUrl: 5 }, 'https://a.example']) {
      const body = JSON.parse(JSON.stringify({ ...created, appInfo }));
      expect(verdict('v1', 'newInstance', signed(body))).toBe(
        'failed: the response has no appInfo.frontEndUrl that is a string',
      );
    }
    expect(verdict('v2', 'newInstance', answered({ body: { ...ok, instanceId: 'I1' } }))).toBe('succeeded');
    expect(verdict('v1', 'releaseInstance', signed(ok))).toBe('succeeded');
  });
});

describe('Body-Sign', () => {
  it.each([
    ['v1', 'releaseInstance'],
    ['v1-kit', 'tenantSync'],
  ] as const)('is needed by %s %s', (id, name) => {
    expect(verdict(id, name, signed(ok))).toBe('succeeded');
    expect(verdict(id, name, answered())).toBe('failed: the response has no header Body-Sign');
    expect(verdict(id, name, signed(ok, {}, '{}'))).toBe('failed: the signature in Body-Sign is wrong');
    const value = bodySignature(key, JSON.stringify(ok));
    for (const form of [value, `signature="${value}"`, '']) {
      expect(verdict(id, name, answered({ headers: [['Body-Sign', form]] }))).toBe(
        'failed: the signature in Body-Sign is wrong',
      );
    }
    expect(verdict(id, name, answered({ headers: [['body-sign', formatBodySign(value)]] }))).toBe(
      'failed: the response has no header Body-Sign',
    );
  });

  it('is not needed in V2', () => {
    expect(verdict('v2', 'releaseInstance', answered())).toBe('succeeded');
    expect(verdict('v2-kit', 'tenantSync', answered())).toBe('succeeded');
    expect(verdict('order-notify', 'orderNotify', answered())).toBe('succeeded');
  });
});

describe('an instance', () => {
  it.each([
    [{ ...ok, info: [{ instanceId: 'I1' }] }, true],
    [{ ...ok, info: [{ instanceId: 'I0' }, { instanceId: 'I1', appInfo: {} }] }, true],
    [{ ...ok, info: [{ instanceId: 'I11' }] }, false],
    [{ ...ok, info: [] }, false],
    [{ ...ok, info: { instanceId: 'I1' } }, false],
    [{ ...ok, info: ['I1', null] }, false],
    [ok, false],
    [{ ...ok, resultCode: '000004', info: [{ instanceId: 'I1' }] }, false],
    [{ ...ok, resultCode: '000003', info: [{ instanceId: 'I1' }] }, false],
    [undefined, false],
  ])('is shown by %j: %s', (reply, ready) => {
    expect(isReady(reply, 'I1')).toBe(ready);
  });
});
