import { describe, expect, it } from 'vitest';
import { creationChecks, licenseCheck } from '../../../src/callback/checks/creation.ts';
import type { Exchange } from '../../../src/callback/delivery/exchange.ts';
import { diagnoseCreation } from '../../../src/callback/probe/diagnose-creation.ts';
import type { Memory } from '../../../src/callback/probe/model.ts';
import { v1 } from '../../../src/callback/protocols/v1.ts';
import { encryptField } from '../../../src/signing/sensitive-field.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { key } from '../protocols/support.ts';
import { exchange, probeOf, said, silence } from './support.ts';

const ok = { resultCode: '000000', resultMsg: 'success.' };
const refused = exchange('v1 newInstance', { body: { resultCode: '000005', resultMsg: 'no' } });
const noSuchOrder = exchange('v1 newInstance', { body: { resultCode: '000002', resultMsg: 'no' } });
const boughtBefore = exchange('v1 newInstance', { body: { resultCode: '000103' } });

describe('a licence', () => {
  const issue = (body: JsonObject) =>
    exchange('v1 getLicense', { values: { orderId: 'o' }, body: { ...ok, ...body } });
  const issued = issue({ license: 'L', instanceId: 'i' });

  it.each<[string, Exchange, string]>([
    ['the same', issue({ license: 'L', instanceId: 'i' }), 'passed'],
    ['another', issue({ license: 'M', instanceId: 'i' }), 'a different license'],
    ['of another instance', issue({ license: 'L', instanceId: 'j' }), 'a different instanceId'],
    ['without an instance', issue({ license: 'L' }), 'a different instanceId'],
    ['refused', refused, 'resultCode 000005 (other internal error): no'],
    [
      'not answered',
      silence('v1 getLicense'),
      'the connection was closed before a response was received (CODE)',
    ],
  ])('for a repeated order: %s', async (_title, again, text) => {
    const { probe, calls } = probeOf('v1 getLicense', [again], {
      steps: new Map([['V1-LIFE-LICENSE', issued]]),
    });
    expect(said(await licenseCheck(v1).run(probe))).toBe(text);
    expect(calls).toEqual([`getLicense {"orderId":"o","businessId":"${'a'.repeat(32)}"}`]);
  });

  it('that was not issued is not repeated', async () => {
    const { probe, calls } = probeOf('v1 getLicense', [issued]);
    expect(said(await licenseCheck(v1).run(probe))).toBe('skipped: no licence was issued');
    expect(calls).toEqual([]);
  });
});

describe('an order', () => {
  const create = (instanceId: string, more: JsonObject = {}) =>
    exchange('v1 newInstance', { values: { orderId: 'o' }, body: { ...ok, instanceId, ...more } });
  const first = create('i');
  const pending = create('i', { resultCode: '000004' });

  const run = async (
    id: string,
    responses: readonly Exchange[],
    memory: Partial<Memory> = {},
    set: Record<string, string> = {},
  ) => {
    const check = creationChecks(v1, 'on-demand').find((one) => one.id === `V1-IDEMP-${id}`)!;
    const { probe, calls } = probeOf('v1 newInstance', responses, {
      created: { exchange: first, instanceId: 'i' },
      ...memory,
    });
    const verdict = await check.run({ ...probe, options: { ...probe.options, set }, key } as typeof probe);
    return { text: said(verdict), status: verdict.status, calls, memory: probe.memory };
  };

  it.each(['NEW', 'NEW-REPLY', 'NEW-OTHER', 'NEW-PARALLEL', 'NEW-PRODUCTS'])(
    '%s: is not repeated where none succeeded',
    async (id) => {
      const check = creationChecks(v1, 'on-demand').find((one) => one.id === `V1-IDEMP-${id}`)!;
      const { probe, calls } = probeOf('v1 newInstance', [first]);
      expect(said(await check.run(probe))).toBe('skipped: no instance was created');
      expect(calls).toEqual([]);
    },
  );

  it.each<[string, Exchange, string, boolean]>([
    ['the same instance', create('i'), 'passed', false],
    ['the same instance, in creation', pending, 'passed', false],
    ['another instance', create('j'), 'instanceId j', true],
    ['no instance', create(''), 'resultCode 000000 (succeeded): success.', true],
    ['refused', refused, 'resultCode 000005 (other internal error): no', true],
  ])('repeated: %s', async (_title, again, text, isUnrepeatable) => {
    const { text: found, memory } = await run('NEW', [again]);
    expect(found).toBe(text);
    expect(memory.unrepeatable.has('newInstance')).toBe(isUnrepeatable);
    expect(memory.repeats).toEqual([again]);
  });

  const appInfo = (more: JsonObject) => ({ appInfo: { frontEndUrl: 'https://a/?ticket=1', ...more } });
  const secret = (plain: string, iv: string, bits: 128 | 256 = 256) =>
    encryptField(key, plain, { bits, iv: iv.repeat(16) });

  it.each<[string, JsonObject, JsonObject, string]>([
    ['the same', { appInfo: { memo: 'm' } }, { appInfo: { memo: 'm' } }, 'passed'],
    ['another memo', { appInfo: { memo: 'm' } }, { appInfo: { memo: 'n' } }, 'a different appInfo.memo'],
    ['less', { appInfo: { memo: 'm' } }, {}, 'no appInfo.memo'],
    ['null', { appInfo: { memo: 'm' } }, { appInfo: { memo: null } }, 'no appInfo.memo'],
    ['more', {}, { appInfo: { memo: 'm' } }, 'a different appInfo.memo'],
    ['undeclared fields', { time: 1 }, { time: 2 }, 'passed'],
    ['another ticket', appInfo({}), appInfo({ frontEndUrl: 'https://a/?ticket=2' }), 'passed'],
    ['another fragment', appInfo({}), appInfo({ frontEndUrl: 'https://a/#2' }), 'passed'],
    [
      'another address',
      appInfo({}),
      appInfo({ frontEndUrl: 'https://b/' }),
      'a different appInfo.frontEndUrl',
    ],
    [
      'another IV',
      appInfo({ userName: secret('u', 'A') }),
      appInfo({ userName: secret('u', 'B') }),
      'passed',
    ],
    [
      'another IV, 128 bits',
      { encryptType: '2', ...appInfo({ password: secret('u', 'A', 128) }) },
      { encryptType: '2', ...appInfo({ password: secret('u', 'B', 128) }) },
      'passed',
    ],
    [
      'another user',
      appInfo({ userName: secret('u', 'A') }),
      appInfo({ userName: secret('v', 'A') }),
      'a different appInfo.userName',
    ],
    [
      'another password, 128 bits',
      { encryptType: '2', ...appInfo({ password: secret('u', 'A', 128) }) },
      { encryptType: '2', ...appInfo({ password: secret('v', 'A', 128) }) },
      'a different appInfo.password',
    ],
    ['what does not decrypt', appInfo({ userName: 'u' }), appInfo({ userName: 'v' }), 'passed'],
  ])('repeated: its response is %s', async (_title, whole, again, text) => {
    const created = { exchange: create('i', whole), instanceId: 'i' };
    const { text: found, calls } = await run('NEW-REPLY', [create('i', again)], { created });
    expect(found).toBe(text);
    expect(calls).toHaveLength(1);
  });

  it('in creation is repeated once more, to have a whole response', async () => {
    const created = { exchange: pending, instanceId: 'i' };
    const { text, calls } = await run('NEW-REPLY', [create('i'), create('j')], { created });
    expect(text).toBe('a different instanceId');
    expect(calls).toHaveLength(2);
  });

  it.each<[string, readonly Exchange[], string, number]>([
    ['one instance', [create('j'), create('j')], 'passed', 2],
    ['two instances', [create('j'), create('k')], 'instanceId j and instanceId k', 2],
    [
      'one refused, then the same',
      [refused, create('j'), create('j')],
      'resultCode 000005 (other internal error): no and instanceId j',
      3,
    ],
    ['one refused, then another', [create('j'), refused, create('k')], 'instanceId j and instanceId k', 3],
    [
      'both refused',
      [noSuchOrder],
      'skipped: both requests were rejected: resultCode 000002 (invalid request parameter): no',
      2,
    ],
    ['both failed', [refused], 'resultCode 000005 (other internal error): no', 2],
    ['one refused, one failed', [noSuchOrder, refused], 'resultCode 000005 (other internal error): no', 2],
  ])('twice at the same time: %s', async (_title, responses, text, count) => {
    const { text: found, calls, memory } = await run('NEW-PARALLEL', responses);
    expect(found).toBe(text);
    expect(calls).toHaveLength(count);
    expect(memory.another).toBe(
      responses.some((one) => one.reply?.resultCode === '000000') ? 'j' : undefined,
    );
  });

  it.each<[string, Exchange, string | undefined]>([
    ['an internal error, as a lock says it', refused, 'warning'],
    ['a request in progress', exchange('v1 newInstance', { body: { resultCode: '000004' } }), 'warning'],
    ['an invalid parameter', noSuchOrder, 'error'],
    ['HTTP 500', exchange('v1 newInstance', { status: 500 }), 'error'],
    ['nothing', silence('v1 newInstance'), 'error'],
    [
      'a request in progress, in V2',
      exchange('v2 newInstance', { body: { resultCode: '000004' } }),
      undefined,
    ],
  ])('twice at the same time: one gets %s', async (_title, loser, severity) => {
    const { protocol } = loser;
    const won = exchange(`${protocol.id} newInstance`, { body: { ...ok, instanceId: 'j' } });
    const { probe } = probeOf(`${protocol.id} newInstance`, [won, loser, won], {
      created: { exchange: won, instanceId: 'i' },
    });
    const check = creationChecks(protocol, 'period').find(({ id }) => id.endsWith('NEW-PARALLEL'));
    const verdict = await check?.run(probe);
    expect(verdict?.status === 'failed' ? (verdict.severity ?? 'error') : verdict?.status).toBe(
      severity ?? 'passed',
    );
  });

  it('twice at the same time: the slower creation counts, unless an earlier check has made its instance', async () => {
    const [quick, slow] = [2, 30].map((durationMs) =>
      exchange('v1 newInstance', { body: { ...ok, instanceId: 'j' }, durationMs }),
    );
    const made = async (responses: readonly Exchange[], another?: string) =>
      (await run('NEW-PARALLEL', responses, another ? { another } : {})).memory.otherCreations;
    expect(await made([quick!, slow!])).toEqual([slow]);
    expect(await made([quick!, refused, quick!])).toEqual([quick]);
    expect(await made([refused, slow!, refused])).toEqual([slow]);
    expect(await made([quick!, slow!], 'j')).toEqual([]);
  });

  it('twice at the same time is a mock order where orders are looked up', async () => {
    const { calls } = await run('NEW-PARALLEL', [create('j')], { refusedOrder: noSuchOrder });
    expect(calls[0]).toMatch(/"orderId":"MOCK/);
    expect((await run('NEW-PARALLEL', [create('j')])).calls[0]).toMatch(/"orderId":"CS/);
  });

  it.each<[string, readonly Exchange[], string, string | undefined]>([
    ['of its own', [create('j')], 'passed', 'j'],
    ['that of the first order', [create('i')], 'instanceId i', undefined],
    ['refused, a mock order not', [noSuchOrder, create('j')], 'passed', 'j'],
    [
      'refused',
      [noSuchOrder],
      'skipped: another order is rejected: resultCode 000002 (invalid request parameter): no',
      undefined,
    ],
    [
      'refused, and it fails for a mock order',
      [noSuchOrder, refused],
      'resultCode 000005 (other internal error): no',
      undefined,
    ],
  ])('another order: its instance is %s', async (_title, responses, text, another) => {
    const { text: found, memory } = await run('NEW-OTHER', responses);
    expect(found).toBe(text);
    expect(memory.another).toBe(another);
  });

  it.each<[string, Exchange]>([
    ['an internal error', refused],
    ['an internal error of the product', exchange('v1 newInstance', { body: { resultCode: '000104' } })],
    ['a failed authentication', exchange('v1 newInstance', { body: { resultCode: '000001' } })],
    ['an unpublished code', exchange('v1 newInstance', { body: { resultCode: '999999' } })],
    ['HTTP 500', exchange('v1 newInstance', { status: 500, body: { resultCode: '000002' } })],
    ['no response', silence('v1 newInstance')],
  ])(
    'another order fails with %s, which does not say that the order is unknown',
    async (_title, response) => {
      const other = await run('NEW-OTHER', [response, create('j')]);
      expect(other.status).toBe('failed');
      expect(other.calls).toHaveLength(1);
      expect(other.memory.refusedOrder).toBeUndefined();
    },
  );

  it.each(['000002', '000003', '000100', '000103', '000106'])(
    'another order may be refused with %s',
    async (resultCode) => {
      const { text } = await run('NEW-OTHER', [exchange('v1 newInstance', { body: { resultCode } })]);
      expect(text).toMatch(`skipped: another order is rejected: resultCode ${resultCode}`);
    },
  );

  it('another order is the one of the lifecycle, if it made one', async () => {
    const steps = new Map([['V1-LIFE-NEW-MINIMAL', create('i')]]);
    const { text, calls } = await run('NEW-OTHER', [create('j')], { steps });
    expect(text).toBe('instanceId i');
    expect(calls).toEqual([]);
  });

  it.each<[string, Exchange, string]>([
    ['of its own', create('j'), 'passed'],
    ['that of the first product', create('i'), 'instanceId i'],
    ['refused', refused, 'resultCode 000005 (other internal error): no'],
    ['bought before', boughtBefore, expect.stringMatching(/^skipped: another order is rejected/)],
  ])('of another product: its instance is %s', async (_title, response, text) => {
    expect((await run('NEW-PRODUCTS', [response])).text).toEqual(text);
  });

  it.each(['productId', 'newInstance.productId'])(
    'of another product is unknown with --set %s',
    async (name) => {
      const { text, calls } = await run('NEW-PRODUCTS', [create('j')], {}, { [name]: 'p' });
      expect(text).toMatch(/^skipped: no second product is known/);
      expect(calls).toEqual([]);
    },
  );
});

it('the search for the key length sends no +, which other checks are about', async () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const iv = (count: number) => String(1000 * seed + count).padStart(16, 'A');
    const values = { email: encryptField(key, 'test@example.com', { bits: 256, iv: iv(0) }) };
    const { probe, calls } = probeOf('v1 newInstance', [refused]);
    let count = 0;
    const counting = {
      ...probe,
      key,
      options: { ...probe.options, encrypt: 256 as const },
      id: () => iv(++count),
    };
    await diagnoseCreation(counting, { ...refused, values });
    const sent = JSON.parse(calls[0]?.slice('newInstance '.length) ?? '{}');
    expect(sent.email).not.toContain('+');
    expect(sent.email).not.toBe(values.email);
  }
});
