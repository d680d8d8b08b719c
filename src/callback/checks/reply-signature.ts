import { explainBodySign } from '../../signing/mistakes/v1/body-sign.ts';
import { bodySignature, parseBodySign, verifyBodySign } from '../../signing/v1-body-sign.ts';
import type { JsonObject } from '../../text/json.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Exchange, HttpResponse } from '../delivery/exchange.ts';
import { type Check, checkOf, type Probe } from '../probe/model.ts';
import { encodingFault, type Fault, firstFault, isOk, refusals, replyCheck } from '../probe/reply-check.ts';
import { headerValue } from '../probe/response.ts';
import type { Protocol } from '../protocols/model.ts';

const source = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html';

const missingMessage: Localized = both(
  'Debugging failed. The production interface response does not contain Body-Sign or the Body-Sign format is incorrect.',
);

export function replySignatureChecks(protocol: Protocol): Check[] {
  return [
    replyCheck(protocol, 'SIGN', {
      source,
      appliesTo: isOk,
      title: both('The response has a Body-Sign header'),
      hint: both(
        'Add the header Body-Sign: sign_type="HMAC-SHA256", signature="…". Compute the signature over the body that is sent.',
      ),
      debuggerMessage: missingMessage,
      findFault: missingFault,
    }),
    replyCheck(protocol, 'SIGN-CASE', {
      needs: ['REPLY-SIGN'],
      title: both('The header name is spelled Body-Sign'),
      hint: both(
        'Spell the header name exactly Body-Sign. The debugger does not recognise body-sign or Body-sign. Some frameworks and proxies convert header names to lower case.',
      ),
      debuggerMessage: missingMessage,
      findFault: ({ headers }) => {
        const name = headers.find(([key]) => key.toLowerCase() === 'body-sign')?.[0];
        if (name === undefined || name === 'Body-Sign') return undefined;
        return { expected: verbatim('Body-Sign'), actual: verbatim(name) };
      },
    }),
    replyCheck(protocol, 'SIGN-FORM', {
      appliesTo: ({ outcome }) => outcome.answered && !missingFault(outcome.response),
      source,
      needs: ['REPLY-SIGN'],
      title: both('The Body-Sign header is well-formed'),
      hint: both('Write sign_type="HMAC-SHA256", signature="<base64>" with both values in double quotes.'),
      debuggerMessage: missingMessage,
      findFault: (response) => {
        const parsed = parseBodySign(headerValue(response, 'body-sign') ?? '');
        return parsed.ok ? undefined : { expected: wellFormed, actual: parsed.text };
      },
    }),
    replyCheck(protocol, 'SIGN-RIGHT', {
      source,
      needs: ['REPLY-SIGN-FORM', 'AUTH-RIGHT'],
      // A wrong character set also breaks the signature. Another check reports it.
      appliesTo: ({ outcome }) => outcome.answered && !encodingFault(outcome.response),
      title: both('The Body-Sign signature matches the body'),
      hint: both(
        'Sign exactly the bytes that you send: base64(HMAC-SHA256(access key, body)). Do not let a framework serialise the body again.',
      ),
      debuggerMessage: both(
        'Failed to verify the HTTP Body signature. Expected signature value: {signature}',
      ),
      findFault: wrongSignature,
    }),
    checkOf(protocol, 'reply', 'REPLY-SIGN-REFUSALS', {
      after: ['authentication'],
      severity: 'warning',
      source,
      title: both('Rejections are signed'),
      hint: both('Sign every response, including rejections, so that its result code can be trusted.'),
      needs: ['NET-HTTP', 'REPLY-SIGN-RIGHT'],
      run: async (probe) =>
        firstFault(
          refusals(probe)
            .map(({ exchange }) => exchange)
            .filter(isOk),
          (response, exchange) =>
            missingFault(response) ?? encodingFault(response) ?? wrongSignature(response, exchange, probe),
        ),
    }),
  ];
}

const wellFormed: Localized = both('sign_type="HMAC-SHA256", signature="<base64>"');

function missingFault(response: HttpResponse): Fault | undefined {
  if (headerValue(response, 'body-sign') !== undefined) return undefined;
  return { expected: both('the header Body-Sign'), actual: both('none') };
}

function wrongSignature(response: HttpResponse, exchange: Exchange, probe: Probe): Fault | undefined {
  const parsed = parseBodySign(headerValue(response, 'body-sign') ?? '');
  if (!parsed.ok || response.truncated || verifyBodySign(probe.key, response.body, parsed.signature))
    return undefined;
  const { sealed } = exchange;
  const { timeStamp }: JsonObject =
    sealed.body === undefined ? Object.fromEntries(sealed.query) : JSON.parse(sealed.body);
  const mistake = explainBodySign(
    { key: probe.key, body: response.body, ...(typeof timeStamp === 'string' && { timeStamp }) },
    parsed.signature,
  );
  const right = bodySignature(probe.key, response.body);
  return {
    fill: { signature: right },
    expected: verbatim(`signature="${right}"`),
    actual: verbatim(`signature="${parsed.signature}"`),
    ...(mistake && { hint: mistake.text }),
  };
}
