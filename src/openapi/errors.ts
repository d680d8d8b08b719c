import { apiCode } from '../codes/openapi.ts';
import { type ErrorFacts, KooError } from '../errors/koo-error.ts';
import type { NetworkFailure, NetworkKind } from '../http/network-error.ts';
import { isObject, type JsonValue } from '../text/json.ts';
import type { Localized } from '../text/localized.ts';
import type { ApiAnswer } from './model.ts';
import { isSuccess } from './read.ts';

/** What the details of a failed call tell of it. */
export interface CallDetails {
  /** HTTP status of the answer. */
  readonly status?: number;
  /** How often it was sent. */
  readonly attempts?: number;
  /** Comes with an error where Huawei tells which of many were refused. */
  readonly data?: JsonValue;
}

/** The error of a call whose answer is no success; the answer is its cause. */
function callError(facts: Omit<ErrorFacts, 'details'>, answer: ApiAnswer): KooError {
  const { status, attempts, json } = answer;
  const data = json?.data ?? undefined;
  return new KooError(
    { ...facts, details: { status, attempts, ...(data !== undefined && { data }) } },
    { cause: answer },
  );
}

/** A success that lacks what it must hold. */
export function incomplete(answer: ApiAnswer, what: string): KooError {
  return callError(
    {
      category: 'business',
      code: 'INCOMPLETE_ANSWER',
      message: { en: `The answer holds no ${what}`, zh: `响应中没有 ${what}` },
      hint: {
        en: 'Run it with --debug, or look at the answer with koo api.',
        zh: '请加 --debug 重试，或用 koo api 查看响应。',
      },
    },
    answer,
  );
}

/** What is known of the call that an error is about; nothing for another error. */
export function callDetails(error: unknown): CallDetails {
  return error instanceof KooError && isObject(error.facts.details) ? error.facts.details : {};
}

/** What the server said, where an error is about that. */
export function answerOf(error: unknown): ApiAnswer | undefined {
  const cause = error instanceof KooError ? error.cause : undefined;
  return isObject(cause) && 'headers' in cause ? (cause as unknown as ApiAnswer) : undefined;
}

const callCategories: readonly string[] = ['permission', 'business', 'network', 'interrupted'];

/** Whether an error says what came of a call, and not that something else was wrong. */
export function isOfCall(error: unknown): error is KooError {
  return error instanceof KooError && callCategories.includes(error.facts.category);
}

/** From this on a wrong clock is the likeliest reason for a refused signature; the gateway allows 15 minutes. */
const suspiciousSkewMs = 10 * 60 * 1000;

/**
 * The error an answer is, or nothing when it is a success.
 *
 * @param now for comparing the clock with the server's
 */
export function answerError(answer: ApiAnswer, now: Date): KooError | undefined {
  if (isSuccess(answer.status, answer.text, answer)) return undefined;
  const { code: resultCode, requestId } = answer;
  return callError(
    {
      ...explain(answer, now),
      ...(resultCode !== '' && { resultCode }),
      ...(requestId !== undefined && { requestId }),
    },
    answer,
  );
}

type Explained = Pick<ErrorFacts, 'category' | 'code' | 'message' | 'hint'>;

function explain(answer: ApiAnswer, now: Date): Explained {
  const { status, code } = answer;
  if (code === '') return withoutCode(answer);
  const entry = apiCode(code, status);
  const meaning = entry?.meaning ?? { en: 'not documented', zh: '文档未说明的结果码' };
  // What the server signed is for --debug.
  const said = answer.message.replace(/[,:]?\s*canonicalRequest.*$/is, '').slice(0, 200);
  const message = {
    en: said ? `${code}: ${meaning.en} (${said})` : `${code}: ${meaning.en}`,
    zh: said ? `${code}：${meaning.zh}（${said}）` : `${code}：${meaning.zh}`,
  };
  const hint = entry?.next ?? {
    en: 'Report it to Huawei with the request id and the time.',
    zh: '请提供请求 ID 和时间，联系华为云处理。',
  };
  if (isThrottled(answer)) return { category: 'business', code: 'THROTTLED', message, hint };
  if (code === 'MKT.0409') return { category: 'business', code: 'VERSION_CONFLICT', message, hint };
  if (entry?.permission ?? (status === 401 || status === 403)) {
    return { category: 'permission', ...refusal(answer, now, message, hint) };
  }
  const later = entry?.repeat === 'later' && status >= 500;
  return { category: 'business', code: later ? 'SERVER_ERROR' : 'REQUEST_REFUSED', message, hint };
}

/** What kind of refusal of a credential: the gateway tells them apart in words only. */
function refusal(answer: ApiAnswer, now: Date, message: Localized, hint: Localized) {
  const skew = clockSkewMs(answer, now);
  if (/signature expired/i.test(answer.message) || Math.abs(skew) > suspiciousSkewMs) {
    const minutes = Math.round(Math.abs(skew) / 60_000);
    return {
      code: 'CLOCK_SKEW',
      message,
      hint: {
        en: `Set this machine's clock: it is ${minutes} minutes ${skew > 0 ? 'ahead of' : 'behind'} the server's; 15 are allowed.`,
        zh: `请校准本机时间：与服务器相差 ${minutes} 分钟（${skew > 0 ? '偏快' : '偏慢'}），最多允许 15 分钟。`,
      },
    };
  }
  if (/reach the limit/i.test(answer.message)) {
    return {
      code: 'ACCESS_KEY_LOCKED',
      message,
      hint: {
        en: 'The AK is locked after repeated failures; wait five minutes, then check AK and SK.',
        zh: '该 AK 因多次认证失败被临时锁定；请等待五分钟后检查 AK 和 SK。',
      },
    };
  }
  if (/decrypt token fail/i.test(answer.message)) {
    return {
      code: 'SECURITY_TOKEN_REFUSED',
      message,
      hint: {
        en: 'Get new temporary keys: AK, SK and KOO_SECURITY_TOKEN come together and expire together.',
        zh: '请重新获取临时密钥：AK、SK 和 KOO_SECURITY_TOKEN 须为同一组，且会一同过期。',
      },
    };
  }
  if (isSignatureMismatch(answer)) return { code: 'SIGNATURE_REFUSED', message, hint };
  return { code: answer.status === 401 ? 'CREDENTIAL_REFUSED' : 'PERMISSION_DENIED', message, hint };
}

/** How far this clock is ahead of the server's, in ms; 0 when it does not tell. */
function clockSkewMs({ headers }: ApiAnswer, now: Date): number {
  const theirs = Date.parse(headers.date ?? '');
  return Number.isNaN(theirs) ? 0 : now.getTime() - theirs;
}

/** Whether the gateway computed another signature. */
export function isSignatureMismatch({ code, message }: ApiAnswer): boolean {
  return /^APIGW?\.0301$/i.test(code) && /verify aksk signature fail/i.test(message);
}

export function isThrottled({ status, code }: ApiAnswer): boolean {
  return status === 429 || code === 'MKT.0250' || /^APIGW?\.0308$/i.test(code);
}

/** An answer that has no envelope: from a proxy, a load balancer, another server. */
function withoutCode({ status }: ApiAnswer): Explained {
  if (status === 401 || status === 403) {
    return {
      category: 'permission',
      code: 'PERMISSION_DENIED',
      message: { en: `Refused with HTTP ${status}`, zh: `请求被拒绝（HTTP ${status}）` },
      hint: { en: 'Check the address and the credential.', zh: '请检查接口地址和密钥。' },
    };
  }
  if (status === 429) {
    return {
      category: 'business',
      code: 'THROTTLED',
      message: { en: 'Too many requests (HTTP 429)', zh: '请求过于频繁（HTTP 429）' },
      hint: { en: 'Wait a while and send fewer requests at once.', zh: '请稍候重试，并降低请求频率。' },
    };
  }
  return {
    category: 'network',
    code: status >= 500 ? 'BAD_GATEWAY' : 'NOT_THE_OPEN_API',
    message: {
      en: `HTTP ${status}, and not in the form of the open API`,
      zh: `HTTP ${status}，且不是开放接口的响应格式`,
    },
    hint: {
      en: 'Something in between answered: check the endpoint, the proxy and whether this network needs a login.',
      zh: '可能是中间设备返回的响应：请检查接口地址、代理，以及当前网络是否需要登录。',
    },
  };
}

const networkTexts: Readonly<Record<NetworkKind, { code: string; en: string; zh: string }>> = {
  dns: { code: 'HOST_NOT_FOUND', en: 'the host name cannot be resolved', zh: '域名无法解析' },
  refused: { code: 'CONNECTION_REFUSED', en: 'nobody listens there', zh: '连接被拒绝' },
  unreachable: { code: 'UNREACHABLE', en: 'there is no way to it', zh: '网络不可达' },
  timeout: { code: 'TIMEOUT', en: 'there was no answer in time', zh: '等待响应超时' },
  tls: { code: 'TLS_FAILED', en: 'the TLS certificate is not to be trusted', zh: 'TLS 证书不可信' },
  reset: { code: 'CONNECTION_RESET', en: 'the connection was broken off', zh: '连接被中断' },
  'cut-off': { code: 'ANSWER_CUT_OFF', en: 'the answer broke off', zh: '响应不完整' },
  'not-http': { code: 'NOT_HTTP', en: 'the answer is not HTTP', zh: '响应不是 HTTP' },
  unknown: { code: 'NO_ANSWER', en: 'there was no answer', zh: '没有应答' },
};

/** The error that no answer is. */
export function noAnswerError(
  failure: NetworkFailure,
  host: string,
  { attempts, unsafe, cause }: { attempts: number; unsafe: boolean; cause?: unknown },
): KooError {
  const { code, en, zh } = networkTexts[failure.kind];
  // A call that is not repeated may have been carried out all the same.
  const unclear = unsafe && failure.maybeSent;
  return new KooError(
    {
      category: 'network',
      code,
      message: { en: `${host}: ${en} (${failure.code})`, zh: `${host}：${zh}（${failure.code}）` },
      hint: unclear
        ? {
            en: 'It may have been carried out all the same: look before you send it again.',
            zh: '请求可能已被执行：重新发送前请先确认结果。',
          }
        : networkHint(failure.kind),
      details: { attempts },
    },
    { cause },
  );
}

function networkHint(kind: NetworkKind): Localized {
  if (kind === 'tls') {
    return {
      en: 'A proxy may replace certificates: name its CA with NODE_EXTRA_CA_CERTS. koo never skips this check.',
      zh: '可能有代理替换了证书：请用 NODE_EXTRA_CA_CERTS 指定其 CA。koo 不会跳过证书校验。',
    };
  }
  return {
    en: 'Check network, HTTPS_PROXY and the endpoint; koo doctor looks at each.',
    zh: '请检查网络、HTTPS_PROXY 和接口地址；koo doctor 可逐项检查。',
  };
}
