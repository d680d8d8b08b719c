import { explainBodySign } from '../../signing/mistakes/v1/body-sign.ts';
import { bodySignature, parseBodySign, verifyBodySign } from '../../signing/v1-body-sign.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { both, verbatim } from '../../text/translate.ts';
import type { Answer, Exchange } from '../delivery/exchange.ts';
import type { Protocol } from '../protocols/model.ts';
import { type Check, checkOf, type Probe } from './model.ts';
import {
  encodingFault,
  type Fault,
  firstFault,
  headerValue,
  isOk,
  refusals,
  replyCheck,
} from './reply-check.ts';

const source = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html';

const missingMessage: Localized = both(
  'Debugging failed. The production interface response does not contain Body-Sign or the Body-Sign format is incorrect.',
);

/** Checks of the `Body-Sign` header that the V1 protocols answer with. */
export function replySignatureChecks(protocol: Protocol): Check[] {
  return [
    replyCheck(
      protocol,
      {
        id: 'SIGN',
        source,
        of: isOk,
        title: both('the reply carries Body-Sign'),
        hint: both(
          'Add the header Body-Sign: sign_type="HMAC-SHA256", signature="…" over the body as it is sent.',
        ),
        debuggerMessage: missingMessage,
      },
      (answer) => missingFault(answer),
    ),
    replyCheck(
      protocol,
      {
        id: 'SIGN-CASE',
        source: 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html',
        needs: ['REPLY-SIGN'],
        title: both('the header is written Body-Sign'),
        hint: both(
          'The debugger does not recognise other spellings, such as body-sign or Body-sign. Some frameworks and proxies lower-case header names.',
        ),
        debuggerMessage: missingMessage,
      },
      ({ headers }) => {
        const name = headers.find(([key]) => key.toLowerCase() === 'body-sign')?.[0];
        if (name === undefined || name === 'Body-Sign') return undefined;
        return { expected: verbatim('Body-Sign'), actual: verbatim(name) };
      },
    ),
    replyCheck(
      protocol,
      {
        id: 'SIGN-FORM',
        source,
        needs: ['REPLY-SIGN'],
        title: both('Body-Sign can be parsed'),
        hint: both('Write sign_type="HMAC-SHA256", signature="<base64>", both values in double quotes.'),
        debuggerMessage: missingMessage,
      },
      (answer) => {
        const parsed = parseBodySign(headerValue(answer, 'body-sign') ?? '');
        return parsed.ok ? undefined : { expected: wellFormed, actual: parsed.text };
      },
    ),
    replyCheck(
      protocol,
      {
        id: 'SIGN-RIGHT',
        source,
        needs: ['REPLY-SIGN-FORM', 'AUTH-RIGHT'],
        // What is lost on the way into another character set is lost for the signature as well.
        of: ({ outcome }) => outcome.answered && !encodingFault(outcome.answer),
        title: both('Body-Sign is right over the bytes of the body'),
        hint: both(
          'base64(HMAC-SHA256(access key, body bytes as sent)): sign the very string you write, do not let a framework serialise it again.',
        ),
        debuggerMessage: both(
          'Failed to verify the HTTP Body signature. Expected signature value: {signature}',
        ),
      },
      wrongSignature,
    ),
    checkOf(protocol, 'reply', 'REPLY-SIGN-REFUSALS', {
      after: ['authentication'],
      severity: 'warning',
      source,
      title: both('refusals are signed too'),
      hint: both('Sign every reply, refusals included, so that its result code is believed.'),
      needs: ['NET-HTTP', 'REPLY-SIGN-RIGHT'],
      run: async (probe) =>
        firstFault(
          refusals(probe)
            .map(({ exchange }) => exchange)
            .filter(isOk),
          (answer, exchange) => missingFault(answer) ?? wrongSignature(answer, exchange, probe),
        ),
    }),
  ];
}

const wellFormed: Localized = both('sign_type="HMAC-SHA256", signature="<base64>"');

function missingFault(answer: Answer): Fault | undefined {
  if (headerValue(answer, 'body-sign') !== undefined) return undefined;
  return {
    expected: both('a header Body-Sign'),
    actual: both('none'),
  };
}

function wrongSignature(answer: Answer, exchange: Exchange, probe: Probe): Fault | undefined {
  const parsed = parseBodySign(headerValue(answer, 'body-sign') ?? '');
  if (!parsed.ok || answer.truncated || verifyBodySign(probe.key, answer.body, parsed.signature))
    return undefined;
  const { sealed } = exchange;
  const { timeStamp }: JsonObject =
    sealed.body === undefined ? Object.fromEntries(sealed.query) : JSON.parse(sealed.body);
  const mistake = explainBodySign(
    { key: probe.key, body: answer.body, ...(typeof timeStamp === 'string' && { timeStamp }) },
    parsed.signature,
  );
  const right = bodySignature(probe.key, answer.body);
  return {
    fill: { signature: right },
    expected: verbatim(`signature="${right}"`),
    actual: verbatim(`signature="${parsed.signature}"`),
    ...(mistake && { hint: mistake.text }),
  };
}
