import type { JsonValue } from '../../text/json.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { readPart, withPart } from '../delivery/tamper.ts';
import type { Protocol, Values } from '../protocols/model.ts';
import { accepted, got, unauthentic } from './judge.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  type Forgery,
  failed,
  type Overrides,
  type Probe,
  passed,
  skipped,
  type Verdict,
} from './model.ts';
import { instanceValues, subjectOf, subjectValues } from './subject.ts';

/** Checks that the same request in another form is not refused; `text` is a parameter that takes free text. */
export function otherFormChecks(protocol: Protocol, text: string): Check[] {
  return [
    ...(protocol.proof.nonce ? [...jsonForms(protocol, text), ...proofForms(protocol)] : []),
    ...(protocol.id === 'v2' ? [nested(protocol)] : []),
  ];
}

function jsonForms(protocol: Protocol, text: string): Check[] {
  return [
    verificationCheck(protocol, 'KEY-ORDER', {
      title: { en: 'the same JSON with its keys in another order verifies', zh: 'JSON 键顺序不同时验签通过' },
      hint: {
        en: 'Sort the top-level keys ascending before signing, as the sample project does.',
        zh: '签名前按键名升序排列顶层参数（与官方示例一致）。',
      },
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendText(probe, reversed)),
    }),
    verificationCheck(protocol, 'ESCAPES', {
      needs: ['VERIFY-CHINESE'],
      title: { en: 'the same JSON with \\u escapes verifies', zh: 'JSON 使用 \\u 转义时验签通过' },
      hint: {
        en: 'Parse the JSON and sign over its canonical form (non-ASCII characters as they are).',
        zh: '先解析 JSON，再对规范形式（非 ASCII 字符不转义）计算签名。',
      },
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendText(probe, escaped, { [text]: '云商店' })),
    }),
  ];
}

/** Sends the subject's call with its JSON written differently; the signature is that of the canonical form. */
async function sendText(
  probe: Probe,
  write: (body: Values) => string,
  overrides?: Overrides,
): Promise<Exchange> {
  const { activity } = subjectOf(probe.protocol);
  const values = subjectValues(probe, overrides);
  const timestamp = probe.protocol.timestamp(probe.now());
  const sealed = probe.protocol.seal({
    activity: probe.activity(activity),
    target: probe.options.target,
    values,
    key: probe.key,
    timestamp,
    nonce: probe.id(),
  });
  const body: Values = JSON.parse(sealed.body ?? '{}');
  return probe.send(activity, values, { timestamp, text: write(body) });
}

function reversed(body: Values): string {
  return JSON.stringify(Object.fromEntries(Object.entries(body).reverse()));
}

function escaped(body: Values): string {
  return JSON.stringify(body).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function proofForms(protocol: Protocol): Check[] {
  const { signature } = protocol.proof;
  return [
    verificationCheck(protocol, 'HEX-CASE', {
      severity: 'warning',
      title: { en: 'the signature is accepted in lower-case hex', zh: '接受小写十六进制的签名' },
      hint: {
        en: 'Compare without regard to case (equalsIgnoreCase).',
        zh: '比对签名时忽略大小写（equalsIgnoreCase）。',
      },
      run: async (probe) =>
        judgeVerified(
          await sendSubject(
            probe,
            {},
            {
              alter: (sealed) => withPart(sealed, signature, readPart(sealed, signature)?.toLowerCase()),
            },
          ),
        ),
    }),
    verificationCheck(protocol, 'CLOCK', {
      title: { en: 'a request that is 30 s old is accepted', zh: '接受 30 秒前的请求' },
      hint: {
        en: 'The window is 60 s; check that your clock is in step (NTP) and that the timestamp is read as milliseconds in UTC.',
        zh: '有效期为 60 秒；请检查服务器时钟是否同步（NTP），timestamp 是否按 UTC 毫秒解析。',
      },
      run: async (probe) => {
        const timestamp = protocol.timestamp(new Date(probe.now().getTime() - 30_000));
        return judgeLikePlain(probe, await sendSubject(probe, {}, { timestamp }));
      },
    }),
  ];
}

function nested(protocol: Protocol): Check {
  return verificationCheck(protocol, 'NESTED', {
    needs: ['LIFE-CHANGE-CHECK', 'VERIFY-CHINESE'],
    title: {
      en: 'a nested object (productInfo) with Chinese text and keys in any order verifies',
      zh: '嵌套对象（productInfo）含中文且键顺序任意时验签通过',
    },
    hint: {
      en: 'Only the top level is sorted; nested objects keep the order they arrived in.',
      zh: '只对顶层参数排序，嵌套对象保持收到时的顺序。',
    },
    run: async (probe) => {
      const productInfo: JsonValue = {
        skuCode: 'koo-sku',
        productId: '00301-666666-0--0',
        productName: '企业版 Pro',
      };
      const values = instanceValues(probe, 'changeInstanceCheck', { productInfo });
      return judgeVerified(await probe.send('changeInstanceCheck', values));
    },
  });
}

/** A check of the group; it needs the subject's call to succeed. */
export function verificationCheck(protocol: Protocol, id: string, parts: CheckParts): Check {
  const { activity, needs } = subjectOf(protocol);
  return checkOf(protocol, 'verification', `VERIFY-${id}`, {
    activity,
    ...parts,
    needs: [needs, ...(parts.needs ?? [])],
  });
}

/** Makes the subject's call with something unusual about it. */
export function sendSubject(probe: Probe, overrides: Overrides, forgery?: Forgery): Promise<Exchange> {
  return probe.send(subjectOf(probe.protocol).activity, subjectValues(probe, overrides), forgery);
}

/** Only authentication is judged: that a value is too odd for the merchant's product is the merchant's right. */
export function judgeVerified(exchange: Exchange): Verdict {
  if (exchange.reply?.resultCode !== undefined && !unauthentic(exchange)) return passed;
  return failed({ en: 'the signature is accepted', zh: '验签通过' }, got(exchange), exchange);
}

/** The call must succeed, unless it is refused without what is unusual about it as well. */
export async function judgeLikePlain(probe: Probe, exchange: Exchange): Promise<Verdict> {
  if (accepted(exchange)) return passed;
  if (!unauthentic(exchange) && !accepted(await sendSubject(probe, {}))) {
    return skipped({
      en: 'the same call is refused in its usual form as well',
      zh: '该接口以常规形式重复调用时也被拒绝',
    });
  }
  return failed({ en: 'the request is accepted', zh: '接受该请求' }, got(exchange), exchange);
}
