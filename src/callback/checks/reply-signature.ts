import { explainBodySign } from '../../signing/mistakes/v1/body-sign.ts';
import { bodySignature, parseBodySign, verifyBodySign } from '../../signing/v1-body-sign.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Answer, Exchange } from '../delivery/exchange.ts';
import type { Protocol } from '../protocols/model.ts';
import { type Check, checkOf, type Probe, same } from './model.ts';
import { encodingFault, type Fault, firstFault, header, isOk, refusals, replyCheck } from './reply-check.ts';

const source = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html';

const missingMessage: Localized = {
  en: 'Debugging failed. The production interface response does not contain Body-Sign or the Body-Sign format is incorrect.',
  zh: '调测失败,生产接口响应头缺少Body-Sign,或Body-Sign格式错误.',
};

/** Checks of the `Body-Sign` header that the V1 families answer with. */
export function replySignatureChecks(protocol: Protocol): Check[] {
  return [
    replyCheck(
      protocol,
      {
        id: 'SIGN',
        source,
        of: isOk,
        title: { en: 'the reply carries Body-Sign', zh: '应答头带有 Body-Sign' },
        hint: {
          en: 'Add the header Body-Sign: sign_type="HMAC-SHA256", signature="…" over the body as it is sent.',
          zh: '请添加应答头 Body-Sign: sign_type="HMAC-SHA256", signature="…"，对实际发送的应答体签名。',
        },
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
        title: { en: 'the header is written Body-Sign', zh: '应答头名称写作 Body-Sign' },
        hint: {
          en: 'The debugger does not recognise other spellings, such as body-sign or Body-sign. Some frameworks and proxies lower-case header names.',
          zh: '调测程序不识别 body-sign、Body-sign 等其他写法。部分框架和代理会把头名称转为小写。',
        },
        debuggerMessage: missingMessage,
      },
      ({ headers }) => {
        const name = headers.find(([key]) => key.toLowerCase() === 'body-sign')?.[0];
        if (name === undefined || name === 'Body-Sign') return undefined;
        return { expected: same('Body-Sign'), actual: same(name) };
      },
    ),
    replyCheck(
      protocol,
      {
        id: 'SIGN-FORM',
        source,
        needs: ['REPLY-SIGN'],
        title: { en: 'Body-Sign can be parsed', zh: 'Body-Sign 格式正确' },
        hint: {
          en: 'Write sign_type="HMAC-SHA256", signature="<base64>", both values in double quotes.',
          zh: '应写作 sign_type="HMAC-SHA256", signature="<base64>"，两个值都要用双引号。',
        },
        debuggerMessage: missingMessage,
      },
      (answer) => {
        const parsed = parseBodySign(header(answer, 'body-sign') ?? '');
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
        title: { en: 'Body-Sign is right over the bytes of the body', zh: 'Body-Sign 与应答体字节一致' },
        hint: {
          en: 'base64(HMAC-SHA256(access key, body bytes as sent)): sign the very string you write, do not let a framework serialise it again.',
          zh: 'base64(HMAC-SHA256（访问密钥，实际发送的应答体字节）)：对自己输出的字符串签名，不要再让框架重新序列化。',
        },
        debuggerMessage: {
          en: 'Failed to verify the HTTP Body signature. Expected signature value: {signature}',
          zh: '响应Http Body签名校验失败,预期的签名值:{signature}',
        },
      },
      wrongSignature,
    ),
    checkOf(protocol, 'reply', 'REPLY-SIGN-REFUSALS', {
      after: ['authentication'],
      severity: 'warning',
      source,
      title: { en: 'refusals are signed too', zh: '拒绝时的应答也带签名' },
      hint: {
        en: 'Sign every reply, refusals included, so that its result code is believed.',
        zh: '所有应答（包括拒绝）都应签名，这样结果码才可信。',
      },
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

const wellFormed: Localized = {
  en: 'sign_type="HMAC-SHA256", signature="<base64>"',
  zh: 'sign_type="HMAC-SHA256", signature="<base64>"',
};

function missingFault(answer: Answer): Fault | undefined {
  if (header(answer, 'body-sign') !== undefined) return undefined;
  return {
    expected: { en: 'a header Body-Sign', zh: '应答头 Body-Sign' },
    actual: { en: 'none', zh: '没有' },
  };
}

function wrongSignature(answer: Answer, exchange: Exchange, probe: Probe): Fault | undefined {
  const parsed = parseBodySign(header(answer, 'body-sign') ?? '');
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
    expected: same(`signature="${right}"`),
    actual: same(`signature="${parsed.signature}"`),
    ...(mistake && { hint: mistake.text }),
  };
}
