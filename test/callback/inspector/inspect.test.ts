import { describe, expect, test } from 'vitest';
import { inspect } from '../../../src/callback/inspector/inspect.ts';
import type { ShownSignature } from '../../../src/exchanges/shown-exchange.ts';
import { bodySignature, formatBodySign } from '../../../src/signing/v1-body-sign.ts';
import vectors from '../../vectors/callbacks.json' with { type: 'json' };
import { all, key } from '../protocols/support.ts';
import { answered, callOf, receivedCall } from './calls.ts';

const keys = { base: key };
const otherKey = 'another-key-of-thirty-two-letters';

function signatureOf(...args: Parameters<typeof inspect>): ShownSignature {
  const { signature } = inspect(...args);
  if (!signature) throw new Error('no signature');
  return signature;
}

const valuesOf = ({ steps }: ShownSignature) => steps.map(({ value }) => value);

describe('the steps to the published signatures', () => {
  test('authToken', () => {
    const { base, timeStamp, token } = vectors.authToken;
    const query = `${base}&authToken=${encodeURIComponent(token)}`;
    const signature = signatureOf(
      receivedCall('v1', 'newInstance', { method: 'GET', url: `/saasproduce?${query}` }),
      { keys },
    );
    expect(signature).toMatchObject({ state: 'valid', given: token, expected: token, notes: [] });
    expect(signature).not.toHaveProperty('difference');
    const lines = base.split('&').join('\n');
    expect(valuesOf(signature)).toEqual([lines, lines, base, `<accessKey>${timeStamp}`, token]);
  });

  test('signature of V2', () => {
    const { payload, timestamp, nonce, inner, signature: given } = vectors.v2;
    const call = receivedCall('v2', 'newInstance', {
      url: `/saasproduce?signature=${given}&timestamp=${timestamp}&nonce=${nonce}`,
      body: payload,
    });
    const signature = signatureOf({ ...call, at: new Date(Number(timestamp)) }, { keys });
    expect(signature.state).toBe('valid');
    expect(valuesOf(signature)).toEqual([
      payload,
      inner,
      `<accessKey>${nonce}${timestamp}${inner}`,
      given.toUpperCase(),
    ]);
  });

  test('x-sign of the V2 kit', () => {
    const { payload, timestamp, nonce, signature: given } = vectors.kit;
    const headers = [
      ['x-sign', given],
      ['x-timestamp', timestamp],
      ['x-nonce', nonce],
    ] as const;
    const call = receivedCall('v2-kit', 'tenantSync', {
      url: '/produceAPI/v2/tenantSync',
      headers,
      body: payload,
    });
    const signature = signatureOf(call, { keys });
    expect(signature.state).toBe('valid');
    expect(valuesOf(signature)).toEqual([
      payload,
      `<accessKey>${nonce}${timestamp}${payload}`,
      given.toUpperCase(),
    ]);
  });

  test('Body-Sign', () => {
    const { body, signature } = vectors.bodySign;
    const call = callOf(
      'v1 newInstance',
      {},
      {
        answer: answered(body, [['Body-Sign', formatBodySign(signature)]]),
      },
    );
    const { answer } = inspect(call, { keys });
    expect(answer).toMatchObject({
      status: 200,
      durationMs: 12,
      bodySign: { state: 'valid', given: signature, expected: signature },
    });
    const bodySign = answer && 'bodySign' in answer ? answer.bodySign : undefined;
    expect(bodySign?.steps.map(({ value }) => value)).toEqual([body, signature, formatBodySign(signature)]);
  });
});

describe('any call', () => {
  test.each(all)('$name ends with the signature that it was given', ({ name }) => {
    const signature = signatureOf(callOf(name), { keys });
    expect(signature.state).toBe('valid');
    expect(signature.steps.at(-1)?.value).toBe(signature.given);
    expect(signature.steps.filter(({ isSigned }) => isSigned)).toHaveLength(1);
  });

  test('the properties of the V1 kit are taken without blank ones', () => {
    const values = { orderId: 'CS1', name: ' ', list: [{ b: 1 }] };
    const signature = signatureOf(callOf('v1-kit tenantSync', { values }), { keys });
    const [taken, sorted, joined] = valuesOf(signature);
    expect(taken?.split('\n').toSorted()).toEqual(sorted?.split('\n'));
    expect(joined).toBe('list=[{"b":1}]&orderId=CS1&timeStamp=20251125090203456');
  });

  test('a line break in a value does not begin a line of its own', () => {
    const [taken] = valuesOf(
      signatureOf(callOf('v1 newInstance', { values: { customerName: 'a\nactivity=x' } }), { keys }),
    );
    expect(taken?.split('\n')).toContain('customerName=a\\nactivity=x');
  });
});

describe('a wrong signature', () => {
  test.each(['v1 newInstance', 'v1-kit tenantSync', 'v2 newInstance', 'v2-kit tenantSync'])(
    'of %s, made with another key, is shown beside the right one',
    (name) => {
      const signature = signatureOf(callOf(name, { key: otherKey }), { keys });
      expect(signature).toMatchObject({ state: 'invalid', mistake: { en: /No known mistake explains it/ } });
      const { ours, theirs } = signature.difference ?? {};
      expect(ours?.before).toBe(theirs?.before);
      expect(ours?.differs).not.toBe(theirs?.differs);
      expect(`${ours?.before}${ours?.differs}${ours?.after}`).toBe(signature.expected);
      expect(`${theirs?.before}${theirs?.differs}${theirs?.after}`).toBe(signature.given);
    },
  );

  test('with the key of another class is explained', () => {
    const { mistake } = signatureOf(callOf('v2-kit tenantSync', {}), {
      keys: { base: key, kit: otherKey },
    });
    expect(mistake?.en).toContain('signed with the key of the base interfaces');
  });

  test('with a known mistake is explained', () => {
    const call = callOf('v1 newInstance', { key: `${key}\n` });
    expect(signatureOf(call, { keys }).mistake?.en).toContain('The access key ends with a space');
  });

  test('that is missing has none beside it', () => {
    const call = receivedCall('v2', 'newInstance', { url: '/x?timestamp=1&nonce=2', body: '{}' });
    const signature = signatureOf(call, { keys });
    expect(signature.state).toBe('invalid');
    expect(signature).not.toHaveProperty('given');
    expect(signature).not.toHaveProperty('difference');
  });

  test('of a response is shown with its reason', () => {
    const call = callOf(
      'v1 newInstance',
      {},
      {
        answer: answered('{}', [['Body-Sign', formatBodySign(bodySignature(otherKey, '{}'))]]),
      },
    );
    expect(inspect(call, { keys }).answer).toMatchObject({
      bodySign: { state: 'invalid', notes: [{ en: 'Body-Sign is wrong' }] },
    });
    const missing = callOf('v1 newInstance', {}, { answer: answered('{}') });
    expect(inspect(missing, { keys }).answer).toMatchObject({
      bodySign: { state: 'invalid', notes: [{ en: 'the Body-Sign header is missing' }] },
    });
  });
});

describe('what was found when the call was made', () => {
  test('counts for more than what is stored', () => {
    const call = callOf('v2 newInstance', { key: otherKey }, { signature: 'valid' });
    expect(signatureOf(call, { keys })).toMatchObject({
      state: 'valid',
      notes: [{ en: expect.stringContaining('With the access key as it is now') }],
    });
    const redacted = { ...call, request: { ...call.request, redacted: true } };
    expect(signatureOf(redacted, { keys }).notes.map(({ en }) => en)).toEqual([
      expect.stringContaining('The stored request is not complete'),
    ]);
  });

  test('a body that is not kept byte for byte is judged by the checks of then', () => {
    const answer = answered('{"password":"***"}', [['Body-Sign', formatBodySign(bodySignature(key, '{}'))]]);
    const call = callOf('v1 newInstance', {}, { answer, isAnswerExact: false, resultCode: '000000' });
    expect(inspect(call, { keys }).answer).toMatchObject({ bodySign: { state: 'valid', steps: [] } });
    const text = { en: 'wrong', zh: 'wrong' };
    const problem = {
      id: 'V1-REPLY-SIGN-RIGHT',
      severity: 'error',
      expected: text,
      actual: text,
      hint: text,
    } as const;
    expect(inspect({ ...call, problems: [problem] }, { keys }).answer).toMatchObject({
      bodySign: { state: 'invalid', steps: [] },
    });
  });
});

describe('without an access key', () => {
  test('the steps that need it have no value, and it is said how to set it', () => {
    const v2 = signatureOf(callOf('v2 newInstance'), { keys: {} });
    expect(v2).toMatchObject({ state: 'not-checked', notes: [{ en: /no access key for the base/ }] });
    expect(v2).not.toHaveProperty('expected');
    expect(valuesOf(v2).map((value) => value === undefined)).toEqual([false, true, true, true]);
    const v1 = valuesOf(signatureOf(callOf('v1 newInstance'), { keys: {} }));
    expect(v1.map((value) => value === undefined)).toEqual([false, false, false, false, true]);
  });

  test('the text to sign can be compared where it holds no hash', () => {
    const signedText = 'activity=newInstance';
    expect(signatureOf(callOf('v1 newInstance'), { keys: {}, signedText })).toHaveProperty('compared');
    expect(signatureOf(callOf('v2 newInstance'), { keys: {}, signedText })).not.toHaveProperty('compared');
  });
});

describe('the text that the server signed', () => {
  test.each([
    ['v1 newInstance', { orderId: 'CS1' }, 'activity=newInstance&orderId=CS1&timeStamp=20251125010203456'],
    ['v2 newInstance', { orderId: 'CS1' }, '{"activity":"newInstance","orderId":"CS1"}'],
  ])('of %s can be right', (name, values, signedText) => {
    expect(signatureOf(callOf(name, { values }), { keys, signedText }).compared).toBe('equal');
    expect(signatureOf(callOf(name, { values }), { keys, signedText: `${signedText}\n` }).compared).toBe(
      'equal',
    );
  });

  test('shows where it begins to differ, and in what', () => {
    const signedText = 'activity=newInstance&orderId=CS2&timeStamp=20251125010203456';
    const call = callOf('v1 newInstance', { values: { orderId: 'CS1' } });
    expect(signatureOf(call, { keys, signedText }).compared).toEqual({
      ours: {
        before: '…y=newInstance&orderId=CS',
        differs: '1',
        after: '&timeStamp=202511250102…',
      },
      theirs: { before: '…y=newInstance&orderId=CS', differs: '2', after: '&timeStamp=202511250102…' },
      name: 'orderId',
    });
  });

  test('may end too early', () => {
    const call = callOf('v1 newInstance', { values: { orderId: 'CS1' } });
    const { compared } = signatureOf(call, { keys, signedText: 'activity=newInstance&orderId=CS1' });
    expect(compared).toMatchObject({ ours: { differs: '&' }, theirs: { differs: '', after: '' } });
  });

  test('is shown without the access key that it begins with', () => {
    const call = callOf('v2-kit tenantSync', { timestamp: '17', nonce: 'ab', values: { flag: 1 } });
    const right = signatureOf(call, { keys, signedText: `${key}ab17{"flag":1}` });
    expect(right.compared).toBe('equal');
    const wrong = signatureOf(call, { keys, signedText: `${key}17ab{"flag":1}` });
    expect(wrong.compared).toMatchObject({ theirs: { before: '<accessKey>', differs: '1' } });
    expect(JSON.stringify(wrong)).not.toContain(key);
  });
});

describe('the request', () => {
  test('names the fields that are encrypted, and keeps them so', () => {
    const { request } = inspect(callOf('v1 newInstance', { values: { mobilePhone: 'ciphertext' } }), {
      keys,
    });
    expect(request.encrypted).toEqual(expect.arrayContaining(['mobilePhone', 'email']));
    expect(request.parameters).toContainEqual(['mobilePhone', 'ciphertext']);
    expect(inspect(callOf('v2-kit applicationSync'), { keys }).request.encrypted).toEqual(['clientSecret']);
    expect(inspect(callOf('v2 newInstance'), { keys }).request.encrypted).toEqual([]);
  });

  test('can be sent again with curl, but for headers of the connection', () => {
    const call = callOf('v2 newInstance', { timestamp: '17', nonce: 'ab' });
    const headers = [...call.request.headers, ['Host', 'x'], ['Content-Length', '9']] as const;
    const { curl } = inspect({ ...call, request: { ...call.request, headers } }, { keys }).request;
    expect(curl).toContain("-X POST 'https://isv.example.com/saasproduce?signature=");
    expect(curl).not.toMatch(/Host|Content-Length/);
    const { target: _, ...unknown } = call;
    const request = { ...call.request, url: '/saasproduce' };
    expect(inspect({ ...unknown, request }, { keys }).request).not.toHaveProperty('curl');
    const binary = { ...call.request, body: Uint8Array.of(0xff) };
    expect(inspect({ ...call, request: binary }, { keys }).request).not.toHaveProperty('curl');
  });

  test('of no protocol has no signature', () => {
    const { protocol: _, ...call } = callOf('v2 newInstance');
    expect(inspect(call, { keys })).not.toHaveProperty('signature');
  });
});

test('no access key is in an inspection, wherever the call has it', () => {
  const answer = answered(JSON.stringify({ resultMsg: key, other: key }), [['X-Key', key]]);
  const call = callOf(
    'v2 newInstance',
    { values: { customerName: key } },
    { answer, target: `https://isv.example.com/?k=${key}` },
  );
  const headers = [...call.request.headers, ['X-Key', key]] as const;
  const inspection = inspect({ ...call, request: { ...call.request, headers } }, { keys, signedText: key });
  expect(JSON.stringify(inspection)).not.toContain(key);
});
