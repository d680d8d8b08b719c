import { encryptField } from '../../signing/sensitive-field.ts';
import type { Localized } from '../../text/localized.ts';
import { readPart } from '../delivery/tamper.ts';
import type { Protocol } from '../protocols/model.ts';
import { judgeSuccess } from './judge.ts';
import type { Overrides, Probe } from './model.ts';
import { type Check, skipped } from './model.ts';
import { subjectOf, subjectValues } from './subject.ts';
import {
  judgeLikePlain,
  judgeVerified,
  otherFormChecks,
  sendSubject,
  verificationCheck,
} from './verification-forms.ts';

/** Checks that unusual but rightly signed requests are not refused. */
export function verificationChecks(protocol: Protocol): Check[] {
  const text = textField(protocol);
  const overText = (value: string): Overrides => ({ [text]: value });
  // Where a family has no free text of its own, the text travels in a parameter the merchant does not know.
  const first = text === extra ? ['VERIFY-EXTRA'] : [];
  const query = protocol.method === 'GET';
  return [
    verificationCheck(protocol, 'EXTRA', {
      title: {
        en: 'a parameter you do not know is signed over and ignored',
        zh: '未知参数参与签名，但不影响处理',
      },
      hint: {
        en: 'Sign over the parameters as they were received, not over the fields of your own class, and ignore what you do not know: KooGallery adds parameters from time to time.',
        zh: '应对收到的原始参数计算签名，而不是对自定义类的字段计算；不认识的参数忽略即可，云商店会不时新增参数。',
      },
      run: async (probe) => judgeLikePlain(probe, await sendSubject(probe, { [extra]: 'koo' })),
    }),
    verificationCheck(protocol, 'CHINESE', {
      needs: first,
      title: { en: 'Chinese text verifies', zh: '含中文的请求验签通过' },
      hint: encodingHint,
      run: async (probe) => judgeVerified(await sendSubject(probe, overText('华为云商店用户'))),
    }),
    verificationCheck(protocol, 'EMOJI', {
      needs: ['VERIFY-CHINESE'],
      title: {
        en: 'text outside the basic plane (emoji) verifies',
        zh: '含表情符号等四字节字符的请求验签通过',
      },
      hint: encodingHint,
      run: async (probe) => judgeVerified(await sendSubject(probe, overText('koo 🛒𠮷'))),
    }),
    ...(query ? [plus(protocol)] : []),
    verificationCheck(protocol, 'RESERVED', {
      needs: query ? ['VERIFY-PLUS'] : first,
      title: {
        en: '+ / = & % # ? and quotes in a value verify',
        zh: '参数值含 + / = & % # ? 和引号时验签通过',
      },
      hint: {
        en: 'Decode each value once, no more: a second decoding turns + into a blank and breaks on %. In JSON do not escape / or HTML characters before signing.',
        zh: '每个参数值只解码一次：重复解码会把 + 变成空格，遇到 % 还会出错。JSON 在签名前不要转义 / 或 HTML 字符。',
      },
      run: async (probe) =>
        judgeVerified(await sendSubject(probe, overText('a+b/c=d&e%20f#g?h"i\'j<k>l\\m'))),
    }),
    verificationCheck(protocol, 'BLANKS', {
      needs: first,
      title: { en: 'blanks around a value are part of it', zh: '参数值首尾的空格参与签名' },
      hint: { en: 'Do not trim values before signing.', zh: '签名前不要去除参数值首尾的空格。' },
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendSubject(probe, overText(' koo  gallery '))),
    }),
    // The console's own call of the kit has empty values already.
    ...(protocol.keyClass === 'kit' ? [] : [empty(protocol)]),
    verificationCheck(protocol, 'CONTROL', {
      needs: first,
      title: { en: 'a line break and a tab in a value verify', zh: '参数值含换行和制表符时验签通过' },
      hint: encodingHint,
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendSubject(probe, overText('koo\n\tgallery'))),
    }),
    ...otherFormChecks(protocol, text),
    ...(protocol.activities.some(({ name }) => name === 'queryInstance') ? [manyIds(protocol)] : []),
  ];
}

const extra = 'kooExtra';

const encodingHint: Localized = {
  en: 'Read the request as UTF-8 and sign over its UTF-8 bytes, characters as they are (no \\u escapes).',
  zh: '按 UTF-8 读取请求，并对其 UTF-8 字节计算签名，字符保持原样（不做 \\u 转义）。',
};

function empty(protocol: Protocol): Check {
  return verificationCheck(protocol, 'EMPTY', {
    needs: ['VERIFY-EXTRA'],
    title: { en: 'an empty value verifies', zh: '含空值参数的请求验签通过' },
    hint: { en: 'An empty value is signed over like any other.', zh: '空值与其他值一样参与签名。' },
    severity: 'warning',
    run: async (probe) => judgeVerified(await sendSubject(probe, { [extra]: '' })),
  });
}

/** A parameter of the subject's call that takes free text. */
function textField(protocol: Protocol): string {
  if (protocol.id === 'v1') return 'customerName';
  return protocol.keyClass === 'kit' ? 'name' : extra;
}

/**
 * Base64 in a query holds a `+` by chance. All other requests are made without one, so that a server which reads it
 * as a blank is told so by this check alone, and every time.
 */
function plus(protocol: Protocol): Check {
  return verificationCheck(protocol, 'PLUS', {
    title: {
      en: 'a + in authToken and in encrypted values is kept',
      zh: 'authToken 和加密字段中的 + 不会变成空格',
    },
    hint: {
      en: 'The + arrives as %2B: decode once and it stays. A second decoding turns it into a blank; as a last resort put the + back in authToken, mobilePhone and email before you verify.',
      zh: '+ 以 %2B 传输，只解码一次就会保留；重复解码会变成空格。实在无法避免时，可在验签前把 authToken、mobilePhone、email 中的空格还原为 +。',
    },
    run: async (probe) => {
      const values = subjectValues(probe, {
        mobilePhone: encryptedWithPlus(probe, '15905222222'),
        email: encryptedWithPlus(probe, 'test@example.com'),
      });
      const { activity } = subjectOf(protocol);
      for (let age = 0; ; age += 1) {
        const timestamp = protocol.timestamp(new Date(probe.now().getTime() - age));
        const sealed = protocol.seal({
          activity: probe.activity(activity),
          target: probe.options.target,
          values,
          key: probe.key,
          timestamp,
          nonce: '',
        });
        if (readPart(sealed, protocol.proof.signature)?.includes('+'))
          return judgeLikePlain(probe, await probe.send(activity, values, { timestamp }));
      }
    },
  });
}

function encryptedWithPlus(probe: Probe, plain: string): string {
  for (;;) {
    const text = encryptField(probe.key, plain, { bits: probe.options.encrypt, iv: probe.id(16) });
    if (text.includes('+')) return text;
  }
}

function manyIds(protocol: Protocol): Check {
  return verificationCheck(protocol, 'MANY-IDS', {
    activity: 'queryInstance',
    needs: ['LIFE-QUERY'],
    severity: 'warning',
    title: { en: 'queryInstance with 100 ids finds the known one', zh: 'queryInstance 支持 100 个实例 ID' },
    hint: {
      en: 'instanceId is a list of up to 100 ids, separated by commas: answer those you know.',
      zh: 'instanceId 是以逗号分隔的列表，最多 100 个：返回其中已知的实例。',
    },
    run: async (probe) => {
      const own = probe.memory.created?.instanceId;
      if (own === undefined) return skipped({ en: 'there is no instance', zh: '没有实例' });
      const ids = [own, ...Array.from({ length: 99 }, () => probe.id())].join(',');
      return judgeSuccess(
        await probe.send('queryInstance', probe.values('queryInstance', { instanceId: ids })),
      );
    },
  });
}
