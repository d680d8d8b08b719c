import { kitSignature, v2Signature } from '../../signing/v2.ts';
import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { readPart, withField, withPart } from '../delivery/tamper.ts';
import type { Protocol, Sealed } from '../protocols/model.ts';
import type { Forgery, Overrides, Probe } from './model.ts';
import { header } from './reply-check.ts';

/** A request that must be refused. */
export interface Forging {
  readonly id: string;
  readonly title: Localized;
  readonly hint?: Localized;
  readonly severity?: 'warning';
  /** Checks that must have passed first; without a word {@link verifies}. */
  readonly needs?: readonly string[];
  /** A refusal in any form is good enough: KooGallery never sends such a request. */
  readonly anyForm?: true;
  readonly forgery: (probe: Probe) => Forgery;
  readonly overrides?: Overrides;
}

/** Without this nothing is verified, and there is no point in saying so a dozen times. */
export const verifies = 'AUTH-WRONG-KEY';

export const verifyHint: Localized = {
  en: 'Compute the signature over what was received with your access key and compare it, before anything else is done.',
  zh: '在处理任何业务之前，先用访问密钥对收到的内容计算签名并进行比对。',
};

export const timeHint: Localized = {
  en: 'Refuse a request whose timestamp (milliseconds) is more than 60 s away from your clock, or missing, or no number. Keep the clock in step (NTP).',
  zh: 'timestamp（毫秒）与服务器时间相差超过 60 秒、缺失或不是数字时，应拒绝请求；服务器时钟需同步（NTP）。',
};

/** Every request that a family's merchant must refuse, each with one thing wrong. */
export function forgings(protocol: Protocol): Forging[] {
  return [
    ...signatures(protocol),
    ...(protocol.proof.nonce ? [...times(protocol), foreignScheme(protocol)] : []),
    ...(protocol.method === 'POST' ? [getForPost] : []),
  ];
}

function signatures(protocol: Protocol): Forging[] {
  const part = protocol.proof.signature;
  const change = (to: (signature: string) => string | undefined) => (): Forgery => ({
    alter: (sealed) => withPart(sealed, part, to(readPart(sealed, part) ?? '')),
  });
  const missing: Localized = {
    en: 'A missing signature is a wrong signature: answer 000001, do not let it pass and do not crash over it.',
    zh: '缺少签名应按签名错误处理：返回 000001，不能放行，也不能抛异常。',
  };
  const whole: Localized = {
    en: 'Compare the whole signature for equality; "starts with" and "contains" are not enough.',
    zh: '应比对整个签名是否相等，不能只判断“以其开头”或“包含”。',
  };
  return [
    {
      id: 'WRONG-KEY',
      needs: [],
      title: { en: 'a request signed with another key is refused', zh: '拒绝用其他密钥签名的请求' },
      forgery: (probe) => ({ key: probe.id() }),
    },
    {
      id: 'MISSING',
      title: { en: 'a request without a signature is refused', zh: '拒绝没有签名的请求' },
      hint: missing,
      forgery: change(() => undefined),
    },
    {
      id: 'EMPTY',
      needs: ['AUTH-MISSING'],
      title: { en: 'a request with an empty signature is refused', zh: '拒绝签名为空的请求' },
      hint: missing,
      forgery: change(() => ''),
    },
    {
      id: 'TRUNCATED',
      title: { en: 'the beginning of the right signature is refused', zh: '拒绝被截断的签名' },
      hint: whole,
      forgery: change((signature) => signature.slice(0, -2)),
    },
    {
      id: 'EXTENDED',
      // Lenient base64 decoders stop at the padding: nothing forged gets through.
      ...(protocol.replySigned && { severity: 'warning' as const }),
      title: { en: 'the right signature with something behind it is refused', zh: '拒绝末尾多出字符的签名' },
      hint: whole,
      forgery: change((signature) => `${signature}00`),
    },
    {
      id: 'ADDED',
      title: { en: 'a parameter added after signing is noticed', zh: '能发现签名后新增的参数' },
      hint: {
        en: 'Sign over every parameter that was received, whether you know it or not.',
        zh: '应对收到的全部参数计算签名，无论是否认识该参数。',
      },
      needs: [verifies, 'VERIFY-EXTRA'],
      forgery: () => ({ alter: (sealed) => withField(sealed, 'kooAdded', '1') }),
    },
    {
      id: 'REMOVED',
      title: { en: 'a parameter removed after signing is noticed', zh: '能发现签名后被删除的参数' },
      needs: [verifies, 'VERIFY-EXTRA'],
      overrides: { kooExtra: '1' },
      forgery: () => ({ alter: (sealed) => withField(sealed, 'kooExtra', undefined) }),
    },
  ];
}

function times(protocol: Protocol): Forging[] {
  const { timestamp, nonce } = protocol.proof;
  const at =
    (offsetMs: number) =>
    (probe: Probe): Forgery => ({
      timestamp: protocol.timestamp(new Date(serverNow(probe).getTime() + offsetMs)),
    });
  return [
    {
      id: 'STALE',
      title: { en: 'a request that is 61 s old is refused', zh: '拒绝 61 秒前的请求' },
      hint: timeHint,
      forgery: at(-61_000),
    },
    {
      id: 'FUTURE',
      needs: ['AUTH-STALE'],
      severity: 'warning',
      title: { en: 'a request dated 90 s ahead is refused', zh: '拒绝时间超前 90 秒的请求' },
      hint: timeHint,
      forgery: at(90_000),
    },
    {
      id: 'SECONDS',
      needs: ['AUTH-STALE'],
      title: { en: 'a timestamp in seconds is refused', zh: '拒绝以秒为单位的 timestamp' },
      hint: timeHint,
      forgery: (probe) => ({ timestamp: String(Math.floor(probe.now().getTime() / 1000)) }),
    },
    {
      id: 'NO-TIMESTAMP',
      needs: ['AUTH-STALE'],
      title: { en: 'a request without a timestamp is refused', zh: '拒绝没有 timestamp 的请求' },
      hint: timeHint,
      forgery: () => ({ timestamp: '', alter: (sealed) => withPart(sealed, timestamp, undefined) }),
    },
    {
      id: 'BAD-TIMESTAMP',
      needs: ['AUTH-NO-TIMESTAMP'],
      title: { en: 'a timestamp that is no number is refused', zh: '拒绝不是数字的 timestamp' },
      hint: timeHint,
      forgery: () => ({ timestamp: 'yesterday' }),
    },
    ...(nonce
      ? [
          {
            id: 'NO-NONCE',
            title: { en: 'a request without a nonce is refused', zh: '拒绝没有 nonce 的请求' },
            hint: {
              en: 'nonce is mandatory: answer 000002 when it is missing.',
              zh: 'nonce 为必选：缺失时返回 000002。',
            },
            forgery: () => ({ nonce: '', alter: (sealed: Sealed) => withPart(sealed, nonce, undefined) }),
          },
        ]
      : []),
  ];
}

/** Base and kit requests are signed in two ways; neither opens the other. */
function foreignScheme(protocol: Protocol): Forging {
  const kit = protocol.id === 'v2-kit';
  const sign = kit ? v2Signature : kitSignature;
  const { signature, timestamp, nonce } = protocol.proof;
  return {
    id: 'FOREIGN-SCHEME',
    title: kit
      ? { en: "the base interfaces' way of signing is refused", zh: '拒绝用基础接口签名算法签名的请求' }
      : { en: "the kit interfaces' way of signing is refused", zh: '拒绝用 kit 接口签名算法签名的请求' },
    forgery: (probe) => ({
      alter: (sealed) => {
        const input = {
          key: probe.key,
          payload: sealed.body ?? '',
          timestamp: readPart(sealed, timestamp) ?? '',
          nonce: (nonce && readPart(sealed, nonce)) ?? '',
        };
        return withPart(sealed, signature, sign(input));
      },
    }),
  };
}

const getForPost: Forging = {
  id: 'METHOD',
  needs: [],
  title: { en: 'GET in place of POST is refused', zh: '拒绝以 GET 代替 POST 的请求' },
  hint: { en: 'The interface is POST alone.', zh: '接口只支持 POST。' },
  anyForm: true,
  forgery: () => ({
    alter: ({ body: _body, ...sealed }) => ({ ...sealed, method: 'GET' }),
  }),
};

/** Milliseconds by which a server's clock is ahead, by the Date header of an answer; NaN without one. */
export function clockAhead({ outcome }: Exchange, now: Date): number {
  return outcome.answered ? Date.parse(header(outcome.answer, 'date') ?? '') - now.getTime() : Number.NaN;
}

/**
 * The time by the server's clock, as far as its last answer tells: a clock that is a little off is no fault, and
 * must not make a request of 61 s ago look younger.
 */
function serverNow(probe: Probe): Date {
  const now = probe.now();
  const last = probe.memory.refusals.at(-1)?.exchange;
  const ahead = last ? clockAhead(last, now) : Number.NaN;
  return Number.isNaN(ahead) ? now : new Date(now.getTime() + Math.min(ahead, 0));
}
