import { generateKeyPairSync } from 'node:crypto';
import { type Exchange, type HttpResponse, readOutcome } from '../../../src/callback/delivery/exchange.ts';
import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import { demoLicenseCode, type Merchant } from '../../../src/callback/merchant/model.ts';
import { createState } from '../../../src/callback/merchant/state.ts';
import { jsonFault } from '../../../src/callback/probe/reply-check.ts';
import { describeResult, isAccepted, isRejected } from '../../../src/callback/probe/response.ts';
import { judgeSuccess } from '../../../src/callback/probe/verdicts.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import type { ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import { parseObject, toHttp } from '../../../src/callback/protocols/request.ts';
import { validateValues } from '../../../src/callback/protocols/validate.ts';
import { readCapture } from '../../../src/http/capture/read.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { assertThat, type Target, textOf } from '../target.ts';
import { callbackTokens, httpMessage, key, now, sampleRequests } from './requests.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });

function newMerchant(): Merchant {
  let count = 0;
  return createMerchant(
    {
      keys: { base: key, kit: key, license: key, notify: key },
      rsaPrivateKey: privateKey,
      encryptBits: 256,
      sale: 'period',
      now: () => now,
      id: () => {
        count += 1;
        return String(count).padStart(32, '0');
      },
    },
    createState([demoLicenseCode]),
  );
}

/** The reference merchant may not say with this code that it failed itself. */
const internalError = '000005';

/** A received request, as it is, which the reference merchant opens. */
export const received: Target = {
  seeds: function* () {
    for (const { sealed } of sampleRequests()) yield httpMessage(sealed);
  },
  tokens: callbackTokens,
  async run(input) {
    const captured = readCapture(input);
    if (captured.kind !== 'request') return;
    const { request } = captured;
    for (const protocol of protocols) protocol.open(request, { key, now });
    await assertAnswered(newMerchant(), request);
  },
};

/** Values of a callback, which are signed correctly: so that the merchant validates them, and acts. */
export const signed: Target = {
  seeds: function* () {
    for (const { protocol, activity, sealed } of sampleRequests()) {
      const values = parseObject(sealed.body ?? '') ?? Object.fromEntries(sealed.query);
      const { [protocol.proof.signature.name]: _, ...plain } = values;
      yield JSON.stringify({ ...plain, activity: activity.name });
    }
  },
  tokens: callbackTokens,
  async run(input) {
    const values = parseObject(textOf(input));
    if (!values) return;
    const merchant = newMerchant();
    for (const protocol of protocols) {
      const activity = protocol.activities.find(({ name }) => name === values.activity);
      if (!activity) continue;
      validateValues(activity.request, values);
      const nonce = 'a'.repeat(64);
      const timestamp = protocol.timestamp(now);
      const target = 'https://isv.example.com/produce';
      const sealed = protocol.seal({ activity, target, values, key, timestamp, nonce });
      const { method, url, headers, body = '' } = toHttp(sealed);
      const { pathname, search } = new URL(url);
      await assertAnswered(merchant, {
        method,
        url: `${pathname}${search}`,
        headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
        body: Buffer.from(body),
      });
    }
  },
};

async function assertAnswered(merchant: Merchant, request: ReceivedRequest): Promise<void> {
  const reply = await merchant.handle(request);
  assertThat(/^\d{6}$/.test(reply.resultCode), 'a response has a result code');
  assertThat(reply.resultCode !== internalError, 'the merchant does not fail');
  const document = JSON.parse(Buffer.from(reply.body).toString()) as JsonObject;
  assertThat(document.resultCode === reply.resultCode, 'the body has the result code');
}

const [sample] = sampleRequests();

/** The response of a merchant's server: a status, headers, and a body of any kind. */
export const reply: Target = {
  seeds: () => [
    'HTTP/1.1 200 OK\nContent-Type: application/json\n\n{"resultCode":"000000","resultMsg":"success","instanceId":"i"}',
    'HTTP/1.1 200 OK\n\n\ufeff{"resultCode":0,"info":[{"instanceId":"i","appInfo":{"frontEndUrl":"https://x"}}]}',
    `HTTP/1.1 500 Error\nContent-Type: text/html\n\n<h1>{"resultCode": "000005", "key": "${key}"}</h1>`,
  ],
  tokens: [
    ...callbackTokens,
    '"resultCode":',
    '"constructor"',
    '"__proto__"',
    '"000004"',
    key,
    '\\u0066uzz',
    '<html>',
  ],
  run(input) {
    if (!sample) return;
    const captured = readCapture(input);
    const isReply = captured.kind === 'reply';
    const response: HttpResponse = {
      status: isReply ? captured.status : 200,
      headers: isReply ? captured.headers : [],
      body: isReply ? captured.body : input,
      truncated: false,
      durationMs: 1,
    };
    const read = readOutcome({ answered: true, response }, [key]);
    assertThat(!JSON.stringify(read.reply).includes(key), 'a key that the server echoes is not printed');
    jsonFault(read.reply?.text ?? '', false);
    const exchange: Exchange = { ...sample, values: {}, request: toHttp(sample.sealed), ...read };
    isAccepted(exchange);
    isRejected(exchange);
    describeResult(exchange);
    judgeSuccess(exchange);
  },
};
