import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/callback/delivery/exchange.ts';
import {
  explainFailure,
  explainOtherInstanceId,
  explainOtherProtocol,
  explainUnknownActivity,
  withHint,
} from '../../../src/callback/probe/diagnose-reply.ts';
import type { Memory, Probe } from '../../../src/callback/probe/model.ts';
import { encryptField } from '../../../src/signing/sensitive-field.ts';
import { failed, passed } from '../../../src/suite/check.ts';
import { both } from '../../../src/text/translate.ts';
import { exchange, silence } from '../checks/support.ts';
import { key } from '../protocols/support.ts';

describe('a failed call', () => {
  const refusal = (name: string, resultCode: string, resultMsg = 'no', instanceId = 'i') =>
    exchange(name, { values: { instanceId }, body: { resultCode, resultMsg } });
  const released = exchange('v2 releaseInstance');
  const renewed = exchange('v1 refreshInstance', { values: { instanceId: 'i' } });
  const notReleased = exchange('v2 releaseInstance', { body: { resultCode: '000005' } });

  const locked = /parameter map/;
  const secret = /RSA with OAEP.*oaepHash of Node.*--snippet LANGUAGE/;
  const forgotten = /Most likely an earlier run released it/;
  const keep = /^Keep the released instances/;

  it.each<[string, Exchange, readonly Exchange[], RegExp | undefined]>([
    ['accepted', refusal('v1 upgrade', '000000', 'locked ParameterMap'), [], undefined],
    ['refused', refusal('v1 upgrade', '000005'), [], undefined],
    ['locked map', refusal('v1 upgrade', '000005', 'No modifications to a locked ParameterMap'), [], locked],
    ['locked map, in Chinese', refusal('v1 upgrade', '000005', '锁定的参数'), [], locked],
    ['Jetty', refusal('v1 upgrade', '000005', 'java.lang.UnsupportedOperationException'), [], locked],
    ['no map', refusal('v2 upgradeInstance', '000005', 'UnsupportedOperationException'), [], undefined],
    ['secret, by its code', refusal('v2-kit applicationSync', '000101'), [], secret],
    ['secret, by its message', refusal('v2-kit applicationSync', '000005', 'Decrypt failed'), [], secret],
    ['padding', refusal('v2-kit applicationSync', '000005', 'BadPaddingException'), [], secret],
    ['secret, in Chinese', refusal('v2-kit applicationSync', '000005', '解密失败'), [], secret],
    ['another reason', refusal('v2-kit applicationSync', '000005'), [], undefined],
    ['another activity', refusal('v2-kit tenantSync', '000101'), [], undefined],
    ['an unknown instance', refusal('v2 upgradeInstance', '000003'), [], forgotten],
    ['another code', refusal('v2 upgradeInstance', '000005'), [notReleased], undefined],
    ['a known instance', refusal('v1 expireInstance', '000003'), [renewed], undefined],
    ['another instance', refusal('v2 upgradeInstance', '000003', 'no', 'j'), [released], undefined],
    ['after the release', refusal('v2 upgradeInstance', '000005'), [released], keep],
    ['a new order after the release', refusal('v2 newInstance', '000005', 'no', ''), [released], keep],
  ])('%s', (_title, call, steps, hint) => {
    const memory = {
      created: { exchange: call, instanceId: 'i' },
      steps: new Map(steps.map((step, index) => [String(index), step])),
    } as Partial<Memory>;
    const text = explainFailure({ memory } as Probe, call)?.en;
    if (hint) expect(text).toMatch(hint);
    else expect(text).toBeUndefined();
  });

  it('is not that of a forgotten instance where none was created', () => {
    const memory = { steps: new Map([['1', released]]) } as Partial<Memory>;
    const call = exchange('v2 upgradeInstance', { body: { resultCode: '000003' } });
    expect(explainFailure({ memory } as Probe, call)).toBeUndefined();
  });

  it.each(['v1 upgrade', 'v2 upgradeInstance', 'v2-kit applicationSync'])(
    'without a response has no message to recognise: %s',
    (name) => {
      const memory = { created: { exchange: silence(name), instanceId: 'i' }, steps: new Map() };
      const call = { ...silence(name), values: { instanceId: 'i' } };
      expect(explainFailure({ memory } as unknown as Probe, call)).toBeUndefined();
    },
  );

  it('gets a hint, and a passed one none', () => {
    const wrong = failed(both('x'), both('y'));
    expect(withHint(wrong, both('z'))).toMatchObject({ hint: { en: 'z' } });
    expect(withHint(wrong, undefined)).toBe(wrong);
    expect(withHint(passed, both('z'))).toBe(passed);
  });
});

describe('two instance IDs for one order', () => {
  const encrypted = (text: string, iv: string, bits: 128 | 256 = 256) =>
    encryptField(key, text, { bits, iv: iv.repeat(16) });
  const blocks = (count: number, fill: number) => Buffer.alloc(count, fill).toString('base64');
  const plain = /^Both IDs decrypt to instance-1:/;
  const looks = /^Both IDs look like ciphertext/;

  it.each<[string, string, string, RegExp | undefined]>([
    ['of one text', encrypted('instance-1', 'A'), encrypted('instance-1', 'B'), plain],
    ['of one text, 128 bits', encrypted('instance-1', 'A', 128), encrypted('instance-1', 'B', 128), plain],
    ['of two texts', encrypted('instance-1', 'A'), encrypted('instance-2', 'B'), looks],
    ['one of them plain', encrypted('instance-1', 'A'), 'instance-1', undefined],
    ['the other plain', 'instance-1', encrypted('instance-1', 'A'), undefined],
    ['with an IV in front', `${'A'.repeat(16)}${blocks(16, 1)}`, `${'B'.repeat(16)}${blocks(32, 2)}`, looks],
    ['with the IV in the base64', blocks(32, 251), blocks(48, 252), looks],
    ['no whole blocks', blocks(31, 251), blocks(48, 252), undefined],
    ['a single block', blocks(16, 251), blocks(16, 252), undefined],
    ['with nothing after the IV', 'GHIJKLMNOPQRSTUV', 'HIJKLMNOPQRSTUVW', undefined],
    ['in hex', 'ab'.repeat(32), 'cd'.repeat(32), undefined],
    ['UUIDs', crypto.randomUUID(), crypto.randomUUID(), undefined],
  ])('%s', (_title, first, second, hint) => {
    const text = explainOtherInstanceId(key, first, second)?.en;
    if (hint) expect(text).toMatch(hint);
    else expect(text).toBeUndefined();
  });
});

it('an unknown activity: only a failure has its own hint', () => {
  expect(explainUnknownActivity(exchange('v2 newInstance'))).toBeUndefined();
  expect(explainUnknownActivity(exchange('v2 newInstance', { status: 500 }))?.en).toMatch(/default/);
});

const signed = { headers: [['Body-Sign', 'sign_type="HMAC-SHA256", signature="x"']] as const };
const refused = { resultCode: '000001', resultMsg: 'no' };

it.each([
  [
    'a signed refusal of a V2 call',
    'v2 newInstance',
    { body: refused, ...signed },
    /speak v1.*--protocol v1/,
  ],
  ['the wrong method of a V2 call', 'v2 newInstance', { status: 405, body: {} }, /--protocol v1/],
  ['the wrong method of a V1 call', 'v1 newInstance', { status: 405, body: {} }, /--protocol v2/],
  ['a signed success of V2', 'v2 newInstance', signed, undefined],
  ['a refusal without a signature', 'v2 newInstance', { body: refused }, undefined],
  ['a signed refusal of V1', 'v1 newInstance', { body: refused, ...signed }, undefined],
  ['a call of the kit', 'v2-kit tenantSync', { status: 405, body: {} }, undefined],
] as const)('another protocol: %s', (_title, call, reply, hint) => {
  const text = explainOtherProtocol(exchange(call, reply))?.en;
  if (hint) expect(text).toMatch(hint);
  else expect(text).toBeUndefined();
});
