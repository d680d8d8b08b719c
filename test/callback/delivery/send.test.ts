import { describe, expect, test } from 'vitest';
import type { HttpResponse, Outcome } from '../../../src/callback/delivery/exchange.ts';
import {
  assertTarget,
  type ChoiceOptions,
  chooseActivity,
  prepare,
  send,
} from '../../../src/callback/delivery/send.ts';
import type { Tampering } from '../../../src/callback/delivery/tamper.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import { dryRunReport, reportOf, type SendReport } from '../../../src/callback/suite/send-report.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { bodySignature, formatBodySign } from '../../../src/signing/v1-body-sign.ts';
import { key, now, pick, target } from '../protocols/support.ts';

const success = '{"resultCode":"000000","resultMsg":"success.","instanceId":"i-1"}';
const refusal = '{"resultCode":"000001","resultMsg":"no"}';
const json = ['Content-Type', 'application/json'] as const;

function response(body: string, rest: Partial<HttpResponse> = {}): Outcome {
  const whole = { status: 200, headers: [json], body: Buffer.from(body), truncated: false, durationMs: 12 };
  return { answered: true, response: { ...whole, ...rest } };
}

function signed(body: string, signature = bodySignature(key, body)): Outcome {
  return response(body, { headers: [json, ['Body-Sign', formatBodySign(signature)]] });
}

function prepared(name: string, tampering?: Tampering, at = target) {
  const { protocol, activity } = pick(name);
  const proof = { key, timestamp: protocol.timestamp(now), nonce: 'ABCD' };
  return prepare({ protocol, activity, target: at, values: { orderId: 'a' }, ...proof, tampering });
}

async function report(name: string, outcome: Outcome, tampering?: Tampering): Promise<SendReport> {
  const exchange = await send(prepared(name, tampering), [key], async () => outcome);
  return reportOf(exchange, { key, tampering, timeoutMs: 20_000 });
}

const ids = ({ problems }: SendReport) => problems.map(({ id }) => id);

describe('a correct callback', () => {
  test('that succeeds', async () => {
    expect(await report('v2 newInstance', response(success))).toMatchObject({
      protocol: 'v2',
      activity: 'newInstance',
      request: {
        method: 'POST',
        url: expect.stringMatching(
          /^https:\/\/isv\.example\.com\/saasproduce\?signature=[0-9A-F]{64}&timestamp=/,
        ),
        headers: { 'Content-Type': 'application/json;charset=utf8' },
        body: '{"activity":"newInstance","orderId":"a"}',
        curl: expect.stringMatching(/^curl /),
      },
      reply: {
        status: 200,
        headers: { 'Content-Type': 'application/json' },
        body: success,
        resultCode: '000000',
        resultMsg: 'success.',
        durationMs: 12,
      },
      problems: [],
      ok: true,
    });
  });

  test.each([
    ['a refusal', response(refusal), ['RESULT']],
    ['a missing field', response('{"resultCode":"000000","resultMsg":"a"}'), ['V2-REPLY-FIELDS']],
    ['no resultMsg', response('{"resultCode":"000000","instanceId":"i"}'), ['V2-REPLY-RESULT-MSG']],
    ['an error page', response('<html>', { status: 500, headers: [] }), ['V2-REPLY-STATUS']],
    [
      'another type',
      response(success, { headers: [['content-type', 'text/html']] }),
      ['V2-REPLY-CONTENT-TYPE'],
    ],
  ])('%s is a problem', async (_what, outcome, expected) => {
    const found = await report('v2 newInstance', outcome);
    expect(ids(found)).toEqual(expected);
    expect(found.ok).toBe(false);
  });

  test('succeeds in spite of warnings', async () => {
    const found = await report('v2 newInstance', response(success, { durationMs: 6000 }));
    expect(ids(found)).toEqual(['V2-REPLY-TIME']);
    expect(found.ok).toBe(true);
  });

  test('declares 000004 only if provisioning is asynchronous', async () => {
    const pending = '{"resultCode":"000004","resultMsg":"wait","instanceId":"i-1"}';
    expect((await report('v2 newInstance', response(pending))).ok).toBe(true);
    expect(ids(await report('v2 releaseInstance', response(pending)))).toContain('RESULT');
  });

  test('explains the code, or lists the known codes', async () => {
    const problemFor = async (code: string) => {
      const { problems } = await report(
        'v2 newInstance',
        response(`{"resultCode":"${code}","resultMsg":"no"}`),
      );
      return problems.find(({ id }) => id === 'RESULT');
    };
    const known = await problemFor('000003');
    expect(known?.actual?.en).toContain('000003 (the instance ID does not exist)');
    expect(known?.actual?.zh).toContain('000003（实例 ID 不存在）');
    expect(known?.hint?.en).toBe('Look for the cause in the log of your server.');
    expect((await problemFor('123456'))?.hint?.en).toMatch(/^Return 000000 .* 000001, 000002, /);
  });

  test('V1 responses are signed, and known mistakes are recognised', async () => {
    const body = '{"resultCode":"000000","resultMsg":"success."}';
    expect((await report('v1 releaseInstance', signed(body))).ok).toBe(true);
    expect(ids(await report('v1 releaseInstance', response(body)))).toEqual(['V1-REPLY-SIGN']);
    const { problems } = await report(
      'v1 releaseInstance',
      signed(body, bodySignature(`${key}20251125010203456`, body)),
    );
    expect(problems).toMatchObject([
      { id: 'V1-REPLY-SIGN-RIGHT', hint: { en: expect.stringContaining('timeStamp') } },
    ]);
  });

  test.each([
    ['refused', 'NET-REACHABLE'],
    ['dns', 'NET-REACHABLE'],
    ['unreachable', 'NET-REACHABLE'],
    ['tls', 'NET-TLS'],
    ['timeout', 'V2-REPLY-ANSWER'],
    ['reset', 'V2-REPLY-ANSWER'],
    ['cut-off', 'V2-REPLY-ANSWER'],
    ['protocol', 'V2-REPLY-ANSWER'],
  ] as const)('no answer: %s is told by %s', async (kind, id) => {
    const silence: Outcome = { answered: false, failure: { kind, code: 'CODE', durationMs: 1 } };
    for (const tampering of [undefined, 'body'] as const) {
      const found = await report('v2 newInstance', silence, tampering);
      expect(found).toMatchObject({ reply: null, ok: false });
      expect(ids(found)).toEqual([id]);
    }
  });

  test('redacts a key that the server echoes', async () => {
    const body = `{"resultCode":"000005","resultMsg":"key ${key}"}`;
    const found = await report('v2 newInstance', response(body, { headers: [json, ['X-Key', key]] }));
    expect(JSON.stringify(found)).not.toContain(key);
    expect(found.reply?.resultMsg).toBe('key ***');
  });

  test('repeated headers are joined', async () => {
    const headers = [json, ['Set-Cookie', 'a'], ['Set-Cookie', 'b']] as const;
    expect(
      (await report('v2 newInstance', response(success, { headers }))).reply?.headers['Set-Cookie'],
    ).toBe('a, b');
  });
});

describe('a forged callback', () => {
  test('is rejected', async () => {
    expect(await report('v2 newInstance', response(refusal), 'signature')).toMatchObject({
      tampered: 'signature',
      problems: [],
      ok: true,
    });
    const accepted = await report('v2 newInstance', response(success), 'key');
    expect(ids(accepted)).toEqual(['FORGERY']);
    expect(accepted.ok).toBe(false);
  });

  test('and decrypts it correctly', async () => {
    const crashed = await report(
      'v2 newInstance',
      response('Internal Server Error', { status: 500 }),
      'body',
    );
    expect(ids(crashed)).toEqual(['V2-REFUSAL-FORM']);
    expect(crashed.ok).toBe(false);
    const otherCode = await report(
      'v2 newInstance',
      response('{"resultCode":"000003","resultMsg":"a"}'),
      'body',
    );
    expect(ids(otherCode)).toEqual(['V2-REFUSAL-CODE']);
    expect(otherCode.ok).toBe(true);
  });
});

test('a dry run reports only the request', () => {
  expect(dryRunReport(prepared('v1 newInstance'), undefined)).toMatchObject({
    dryRun: true,
    request: { method: 'GET', body: null, curl: expect.stringContaining('authToken=') },
    reply: null,
    ok: true,
  });
});

test.each(['isv.example.com', 'ftp://isv.example.com', '', 'http://'])('refuses the address %j', (at) => {
  expect(() => prepared('v2 newInstance', undefined, at)).toThrow(KooError);
});

function choose(name: string, options: Partial<ChoiceOptions> = {}): string {
  try {
    const { protocol, activity } = chooseActivity(protocols, name, { preferred: [], ...options });
    return `${protocol.id} ${activity.protocol} ${activity.name}`;
  } catch (error) {
    if (error instanceof KooError) return error.facts.code;
    throw error;
  }
}

test.each([
  ['orderNotify', {}, 'order-notify order-notify orderNotify'],
  ['updateInstanceStatus', {}, 'v2 v2 updateInstanceStatus'],
  [
    'updateInstanceStatus',
    { preferred: ['online-license'] },
    'online-license online-license updateInstanceStatus',
  ],
  ['newInstance', {}, 'AMBIGUOUS_ACTIVITY'],
  ['newInstance', { protocol: 'v1' }, 'v1 v1 newInstance'],
  ['newInstance', { protocol: 'online-license' }, 'online-license online-license newInstance'],
  ['newInstance', { preferred: ['v2', 'v2-kit'] }, 'v2 v2 newInstance'],
  ['newInstance', { preferred: ['v2', 'online-license'] }, 'v2 v2 newInstance'],
  ['newInstance', { preferred: ['v1', 'v2'] }, 'AMBIGUOUS_ACTIVITY'],
  ['newInstance', { preferred: ['license-code'] }, 'AMBIGUOUS_ACTIVITY'],
  ['newInstance', { protocol: 'v1', preferred: ['v2'] }, 'v1 v1 newInstance'],
  ['tenantSync', { preferred: ['v2-kit'] }, 'v2-kit v2-kit tenantSync'],
  ['orderNotify', { preferred: ['v2'] }, 'order-notify order-notify orderNotify'],
  ['newinstance', {}, 'UNKNOWN_ACTIVITY'],
  ['tenantSync', { protocol: 'v2' }, 'UNKNOWN_ACTIVITY'],
] as const)('%s, %o: %s', (name, options, expected) => {
  expect(choose(name, options)).toBe(expected);
});

test('an ambiguous name lists its protocols and shows a current one as the example', () => {
  expect(() => chooseActivity(protocols, 'newInstance', { preferred: [] })).toThrowError(
    expect.objectContaining({
      facts: expect.objectContaining({
        message: expect.objectContaining({
          en: 'Several protocols have the activity newInstance: v1, v2, online-license',
        }),
        hint: expect.objectContaining({ en: 'Choose one with --protocol, such as --protocol v2.' }),
      }),
    }),
  );
});

describe('an address without a scheme', () => {
  const hintFor = (address: string) => {
    try {
      assertTarget(address);
    } catch (error) {
      return (error as KooError).facts.hint.en;
    }
    return undefined;
  };

  test.each([
    ['127.0.0.1:9000/x', 'http://127.0.0.1:9000/x'],
    ['localhost:9000/x?a=b', 'http://localhost:9000/x?a=b'],
    ['[::1]:9000', 'http://[::1]:9000'],
    ['isv.example.com/x', 'https://isv.example.com/x'],
    ['isv.example.com:8443', 'https://isv.example.com:8443'],
  ])('%s may mean %s', (address, meant) => {
    expect(hintFor(address)).toContain(`Did you mean ${meant}? Use the complete`);
  });

  test.each([
    'word',
    'ftp://isv.example.com/',
    'user:pass@isv.example.com',
    'isv.example.com@evil',
    '127.0.0.1:port',
  ])('%s suggests nothing', (address) => {
    expect(hintFor(address)).toMatch(/^Use the complete/);
  });
});
