import { describe, expect, test } from 'vitest';
import { inferProtocol } from '../../src/callback/infer-protocol.ts';
import { protocolOf } from '../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../src/callback/protocols/model.ts';
import {
  decodeInput,
  inferProtocolOfText,
  type SignTextInput,
  sign,
  signReply,
} from '../../src/callback/sign.ts';
import { verify } from '../../src/callback/verify.ts';
import { KooError } from '../../src/errors/koo-error.ts';
import { readCapture } from '../../src/http/capture/read.ts';
import { key, now } from './protocols/support.ts';

function signed(id: ProtocolId, text: string, rest: Partial<SignTextInput> = {}) {
  return sign({ protocol: protocolOf(id), text, key, nonce: 'ABCD', now, ...rest });
}

function fault(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof KooError) return error.facts.code;
    throw error;
  }
  throw new Error('no fault');
}

const v1Query =
  'activity=newInstance&businessId=61e834ba-7b97-4418-b8f7-e5345137278c&customerId=68cbc86abc2018ab880d92f36422fa0e&expireTime=20200727153156&orderId=CS1906666666ABCDE&productId=00301-666666-0--0&testFlag=1&timeStamp=20200727073711903';
const v1Token = '8Ok3j84xCgnXuTd3j6GHwsMS97d21VY9GMPYM585fXQ=';

describe('V1', () => {
  test.each([
    ['a URL', `http://www.isvwebsite.com/?${v1Query}&authToken=old`],
    ['a query', v1Query],
    ['lines', v1Query.replaceAll('&', '\n')],
    ['lines with CRLF', v1Query.replaceAll('&', '\r\n')],
  ])('%s', (_form, text) => {
    expect(signed('v1', text)).toMatchObject({
      parts: [
        { in: 'query', name: 'authToken', value: v1Token },
        { in: 'query', name: 'timeStamp', value: '20200727073711903' },
      ],
      canonical: v1Query,
    });
  });

  test('decodes a query but not lines', () => {
    expect(signed('v1', 'activity=x&a=%2B+%E4%B8%AD').canonical).toContain('a=+ 中&');
    expect(signed('v1', 'activity=x\na=%2B+1').canonical).toContain('a=%2B+1&');
  });

  test('--timestamp takes precedence over the text, and the text over the current time', () => {
    expect(signed('v1', v1Query, { timestamp: '20300101000000000' }).parts[1]?.value).toBe(
      '20300101000000000',
    );
    expect(signed('v1', 'activity=newInstance').parts[1]?.value).toBe('20251125010203456');
  });

  test('signs 10,000 parameters at most, in each form', () => {
    const names = Array.from({ length: 9999 }, (_, at) => `p${at}=`);
    for (const separator of ['&', '\n']) {
      const text = ['activity=x', ...names].join(separator);
      expect(signed('v1', text).canonical).toContain('&p9998=');
      expect(fault(() => signed('v1', `${text}${separator}a=`))).toBe('TOO_MANY_PARAMETERS');
    }
  });

  test('removes & and slashes at the end of a long URL in one pass', () => {
    const url = `https://a.example/${'/'.repeat(200_000)}x/?a=${'&'.repeat(200_000)}b=1&&`;
    expect(signed('v1', 'activity=x', { target: url }).curl).toContain('&b=1&activity=x');
    expect(signed('v1', 'activity=x', { target: 'https://a.example/?&&' }).curl).toContain('/?activity=x');
  });

  test('refuses to sign without an activity', () => {
    expect(fault(() => signed('v1', 'a=1'))).toBe('NO_PARAMETERS');
  });
});

describe('V2', () => {
  const body =
    '{"activity":"newInstance","businessId":"87b94795-0603-4e24-8ae5-69420d60e3c8","orderId":"CS2211181819B4LVS","orderLineId":"CS2211181819B4LVS-000001","testFlag":"1"}';
  const proof = {
    nonce: '50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA',
    timestamp: '1680508066618',
  };

  test('the published form, in any order and spacing', () => {
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body)).reverse()), null, 2);
    for (const text of [body, shuffled]) {
      expect(signed('v2', text, proof).parts).toEqual([
        {
          in: 'query',
          name: 'signature',
          value: '497BCA0F783D28A4CFA40D1EC642E5E683598CE08F04FF363FABEC130C95E8AE',
        },
        { in: 'query', name: 'timestamp', value: proof.timestamp },
        { in: 'query', name: 'nonce', value: proof.nonce },
      ]);
    }
  });

  test('signs numbers as written', () => {
    expect(signed('v2-kit', '{"b":1.0,"a":12345678901234567890}').canonical).toMatch(
      /\{"a":12345678901234567890,"b":1\.0\}$/,
    );
  });

  test('refuses what is not a JSON object', () => {
    for (const text of ['[]', 'x', '']) expect(fault(() => signed('v2', text))).toBe('NOT_A_JSON_OBJECT');
    expect(fault(() => decodeInput(Buffer.from([0x7b, 0xff])))).toBe('NOT_A_JSON_OBJECT');
  });
});

describe('the command for --curl', () => {
  test.each([
    ['v1', 'activity=newInstance&orderId=%E4%B8%AD', 'https://a.example/p?own=1'],
    ['v1', `https://a.example/p?activity=unheard&x=1`, undefined],
    ['v2', '{"b":"中","activity":"newInstance"}', 'https://a.example/p'],
    ['v2-kit', '{"b":"中","a":null}', 'https://a.example/p/produceAPI/v2/authSync'],
    ['v1-kit', '{"b":"中","a":"","c":[1]}', 'https://a.example/produceAPI/tenantSync?own=1'],
    ['v1-kit', '{"timeStamp":"20220413093539534"}', 'https://a.example/produceAPI/tenantSync'],
  ] as const)('%s %s is valid', (id, text, target) => {
    const { curl } = signed(id, text, { target });
    const captured = readCapture(Buffer.from(curl ?? ''));
    const protocol = inferProtocol(captured);
    expect(protocol.id).toBe(id);
    expect(verify(captured, { protocol, key, otherKeys: [], now })).toMatchObject({ valid: true });
    if (captured.kind === 'request' && target) expect(target).toContain(captured.request.url.split('?')[0]);
  });

  test('requires a sub-path for the kit and a valid URL', () => {
    expect(fault(() => signed('v2-kit', '{}', { target: 'https://a.example/p' }))).toBe('NO_KIT_PATH');
    expect(fault(() => signed('v2', '{}', { target: 'a.example' }))).toBe('INVALID_URL');
    expect(signed('v2-kit', '{}').curl).toBeNull();
  });
});

test('the body of a reply', () => {
  const body = Buffer.from('{"resultCode":"000000","resultMsg":"success."}');
  expect(signReply(body, key).parts).toEqual([
    {
      in: 'header',
      name: 'Body-Sign',
      value: 'sign_type="HMAC-SHA256", signature="wd1JabGmHPwqq+/pu2hy00t74rTgYioCEzR6Mm27LbU="',
    },
  ]);
});

test('the protocol of a text', () => {
  expect(inferProtocolOfText('https://a.example/?activity=x')).toBe('v1');
  expect(inferProtocolOfText('activity=x')).toBe('v1');
  expect(inferProtocolOfText('{"activity":"orderNotify"}')).toBe('order-notify');
  expect(inferProtocolOfText('{"activity":"newInstance"}')).toBe('v2');
  expect(fault(() => inferProtocolOfText('{"flag":1}'))).toBe('AMBIGUOUS_PROTOCOL');
});

test('the key never shows', () => {
  expect(JSON.stringify(signed('v1', `activity=x&a=${key}`))).toContain('"canonical":"a=***');
});
