import type { JsonValue } from '../../signing/json.ts';
import { decryptField, SensitiveFieldError } from '../../signing/sensitive-field.ts';
import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { Exchange } from '../exchange.ts';
import type { Field, Protocol } from '../protocols/model.ts';
import { type Problem, type ProblemRule, validateValues } from '../protocols/validate.ts';
import { accepted } from './judge.ts';
import { type Check, failed, passed, skipped, type Verdict } from './model.ts';
import type { Probe } from './probe.ts';
import { type Fault, replyCheck } from './reply-form.ts';

const parseMessage: Localized = {
  en: 'Debugging failed. Parse response body failed. Format: {"resultCode":"000000","resultMsg":"success."}.',
  zh: '调测失败,解析响应体失败,响应格式参考{"resultCode":"000000","resultMsg":"success."}.',
};

/** Checks of what an answer says. */
export function replyContentChecks(protocol: Protocol): Check[] {
  return [
    replyCheck(
      protocol,
      {
        id: 'JSON',
        needs: ['REPLY-STATUS', 'REPLY-REDIRECT'],
        title: {
          en: 'the body is one JSON object and nothing else',
          zh: '应答体是一个 JSON 对象,前后没有其他内容',
        },
        hint: {
          en: 'Write one JSON object: no text around it, no callback name, no HTML page.',
          zh: '只输出一个 JSON 对象:前后不能有其他文本、回调函数名或 HTML 页面。',
        },
        debuggerMessage: parseMessage,
      },
      (answer, { reply }) => jsonFault(reply?.text ?? '', answer.truncated),
    ),
    replyCheck(
      protocol,
      {
        id: 'RESULT-CODE',
        needs: ['REPLY-JSON'],
        title: { en: 'resultCode is a string of six characters', zh: 'resultCode 是六位字符串' },
        hint: {
          en: 'Write "000000" in quotes: as a number the zeros are lost.',
          zh: '请写成带引号的 "000000",写成数字会丢失前面的零。',
        },
        debuggerMessage: parseMessage,
      },
      (_answer, { reply }) => resultCodeFault(reply?.json?.resultCode),
    ),
    replyCheck(
      protocol,
      {
        id: 'RESULT-MSG',
        needs: ['REPLY-JSON'],
        title: { en: 'resultMsg is there', zh: '带有 resultMsg' },
        hint: {
          en: 'The tables call resultMsg optional, but the debugger refuses an answer without it.',
          zh: '参数表中 resultMsg 为可选,但调测时缺少它会解析失败。',
        },
        debuggerMessage: parseMessage,
      },
      (_answer, { reply }) => resultMsgFault(reply?.json?.resultMsg),
    ),
    fieldCheck(protocol, 'FIELDS', ['required'], {
      title: { en: 'the required fields are there', zh: '必选字段齐全' },
      hint: {
        en: 'Answer the fields that the interface names as mandatory.',
        zh: '请返回接口规定的必选字段。',
      },
      debuggerMessage: {
        en: 'Debugging failed. The interface response does not contain {fileId}.',
        zh: '调测失败,接口响应缺少{fileId}.',
      },
    }),
    fieldCheck(protocol, 'LENGTH', ['length'], {
      title: { en: 'no field is too long', zh: '字段长度不超限' },
      hint: {
        en: 'Keep to the documented lengths; of an encrypted field the ciphertext with its IV counts.',
        zh: '请遵守文档规定的长度;加密字段按含 IV 的密文计算。',
      },
      debuggerMessage: {
        en: 'Debugging failed. The length of {fileId} is invalid.',
        zh: '调测失败,字段{fileId}长度不合法.',
      },
    }),
    fieldCheck(protocol, 'TYPES', ['type', 'values'], {
      title: { en: 'fields have the documented type and values', zh: '字段类型和取值符合文档' },
      hint: {
        en: 'Compare with `koo callback activities`.',
        zh: '请对照 `koo callback activities` 的输出。',
      },
    }),
    fieldCheck(protocol, 'URLS', ['format'], {
      title: {
        en: 'addresses are absolute URLs, times have the documented form',
        zh: '地址为完整 URL,时间格式符合文档',
      },
      hint: {
        en: 'frontEndUrl and adminUrl begin with http:// or https://: the buyer clicks them.',
        zh: 'frontEndUrl、adminUrl 应以 http:// 或 https:// 开头,买家会直接点击。',
      },
    }),
    ...(hasSecrets(protocol) ? encryptionChecks(protocol) : []),
  ];
}

function fieldCheck(
  protocol: Protocol,
  id: string,
  rules: readonly ProblemRule[],
  rest: Pick<Check, 'title' | 'hint'> & Partial<Check>,
): Check {
  return replyCheck(protocol, { id, needs: ['REPLY-JSON'], ...rest }, (_answer, exchange) => {
    const problem = accepted(exchange)
      ? contentProblems(exchange).find(({ rule }) => rules.includes(rule))
      : undefined;
    if (!problem) return undefined;
    return {
      expected: { en: 'the documented reply', zh: '符合文档的应答' },
      actual: { en: terminalSafe(problem.message.en), zh: terminalSafe(problem.message.zh) },
    };
  });
}

/** Problems of the reply's own fields; resultCode and resultMsg have checks of their own. */
function contentProblems({ activity, reply }: Exchange): readonly Problem[] {
  const fields = activity.reply.filter(({ name }) => name !== 'resultCode' && !(name === 'resultMsg'));
  const message = activity.reply.filter(({ name }) => name === 'resultMsg');
  const lengths = validateValues(message, reply?.json ?? {}).filter(({ rule }) => rule === 'length');
  return [...validateValues(fields, reply?.json ?? {}), ...lengths];
}

/** Why a text is not one JSON object, or undefined. */
export function jsonFault(text: string, truncated: boolean): Fault | undefined {
  const expected = { en: 'one JSON object', zh: '一个 JSON 对象' };
  if (truncated) return { expected, actual: { en: 'a body of more than 1 MiB', zh: '超过 1 MiB 的应答体' } };
  if (text.trim() === '') return { expected, actual: { en: 'an empty body', zh: '应答体为空' } };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
    if (typeof value === 'string') {
      return {
        expected,
        actual: {
          en: 'a JSON string that holds JSON: serialised twice',
          zh: '内含 JSON 的字符串:被序列化了两次',
        },
      };
    }
    const kind = Array.isArray(value) ? 'array' : String(value);
    return { expected, actual: { en: `a JSON ${kind}`, zh: `JSON ${kind}` } };
  } catch {
    const start = terminalSafe(text.trim()).slice(0, 60);
    return { expected, actual: { en: `text that is not JSON: ${start}`, zh: `不是 JSON:${start}` } };
  }
}

function resultCodeFault(code: JsonValue | undefined): Fault | undefined {
  if (typeof code === 'string' && code.length === 6) return undefined;
  const expected = { en: 'a string of six characters, "000000"', zh: '六位字符串,如 "000000"' };
  if (code === undefined) return { expected, actual: { en: 'no resultCode', zh: '没有 resultCode' } };
  const shown = terminalSafe(JSON.stringify(code)).slice(0, 60);
  return { expected, actual: { en: `${shown} (${typeof code})`, zh: `${shown}(${typeof code})` } };
}

/** What is wrong with a reply's `resultMsg`. */
export function resultMsgFault(message: JsonValue | undefined): Fault | undefined {
  if (typeof message === 'string') return undefined;
  return {
    expected: { en: 'a resultMsg (string)', zh: 'resultMsg(字符串)' },
    actual:
      message === undefined
        ? { en: 'none', zh: '没有' }
        : { en: JSON.stringify(message), zh: JSON.stringify(message) },
  };
}

interface Secret {
  readonly path: string;
  readonly text: string;
  readonly bits: 128 | 256;
}

/** The sensitive fields of a V1 reply: `userName` and `password` of each appInfo. */
function secrets({ reply }: Exchange): Secret[] {
  const json = reply?.json;
  if (!json) return [];
  const bits = json.encryptType === '2' || json.encryptType === 2 ? 128 : 256;
  const infos: [string, JsonValue | undefined][] = [['appInfo', json.appInfo]];
  if (Array.isArray(json.info)) {
    json.info.forEach((entry: JsonValue, index: number) => {
      if (isObject(entry)) infos.push([`info[${index}].appInfo`, entry.appInfo]);
    });
  }
  return infos.flatMap(([path, info]) =>
    ['userName', 'password'].flatMap((name) => {
      const text = isObject(info) ? info[name] : undefined;
      return typeof text === 'string' && text !== ''
        ? [{ path: `${path}.${name}`, text, bits } as const]
        : [];
    }),
  );
}

function isObject(value: JsonValue | undefined): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a family's replies have fields to encrypt. */
function hasSecrets(protocol: Protocol): boolean {
  const holds = (fields: readonly Field[]): boolean =>
    fields.some((field) => field.encrypted === true || holds(field.fields ?? []));
  return protocol.activities.some(({ reply }) => holds(reply));
}

const encrypted = /^[A-Za-z0-9]{16}[A-Za-z0-9+/]{22,}={0,2}$/;

function encryptionChecks(protocol: Protocol): Check[] {
  const source = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html';
  return [
    replyCheck(
      protocol,
      {
        id: 'PLAIN-SECRET',
        needs: ['REPLY-JSON'],
        source,
        title: {
          en: 'userName and password are not sent in plain text',
          zh: 'userName、password 不以明文返回',
        },
        hint: {
          en: 'Send iv + base64(AES-CBC(…)) as the interface says, or leave them out.',
          zh: '请按接口要求返回 iv + base64(AES-CBC(…)),或不返回这些字段。',
        },
      },
      (_answer, exchange) => {
        const plain = secrets(exchange).find(({ text }) => !encrypted.test(text));
        if (!plain) return undefined;
        return {
          expected: { en: 'iv (16 letters and digits) + base64', zh: 'iv(16 位字母数字)+ base64' },
          actual: { en: `${plain.path} of another form`, zh: `${plain.path} 不是该格式` },
        };
      },
    ),
    replyCheck(
      protocol,
      {
        id: 'DECRYPT',
        needs: ['REPLY-PLAIN-SECRET'],
        source,
        title: { en: 'userName and password can be decrypted', zh: 'userName、password 能够解密' },
        hint: {
          en: 'Derive the AES key from the access key by SHA1PRNG (see docs/signing), and say by encryptType which size you used.',
          zh: '请用 SHA1PRNG 由访问密钥派生 AES 密钥,并用 encryptType 说明所用位数。',
        },
      },
      (_answer, exchange, probe) => decryptFault(exchange, probe),
    ),
    {
      id: `${protocol.code}-REPLY-CONSTANT-IV`,
      protocol: protocol.id,
      group: 'reply',
      severity: 'warning',
      source,
      title: { en: 'the IV is another one each time', zh: '每次使用不同的 IV' },
      hint: {
        en: 'Take 16 random letters and digits for every field.',
        zh: '每个字段使用 16 位随机字母数字作为 IV。',
      },
      needs: ['NET-HTTP', `${protocol.code}-REPLY-DECRYPT`],
      run: constantIv,
    },
  ];
}

function decryptFault(exchange: Exchange, probe: Probe): Fault | undefined {
  for (const { path, text, bits } of secrets(exchange)) {
    const other = bits === 256 ? 128 : 256;
    const expected = { en: `${path} decrypts with AES-${bits}`, zh: `${path} 可用 AES-${bits} 解密` };
    const plain = tryDecrypt(probe.key, text, bits);
    if (plain instanceof SensitiveFieldError) {
      const swapped = !(tryDecrypt(probe.key, text, other) instanceof SensitiveFieldError);
      if (!swapped) return { expected, actual: plain.text };
      return {
        expected,
        actual: { en: `it decrypts with AES-${other}`, zh: `实际可用 AES-${other} 解密` },
        hint: {
          en: `encryptType must say what you used: "${other === 256 ? 1 : 2}".`,
          zh: `encryptType 应与所用位数一致:"${other === 256 ? 1 : 2}"。`,
        },
      };
    }
    if (plain === 'null' || plain === '') {
      return {
        expected,
        actual: { en: `the text "${plain}" was encrypted`, zh: `加密的内容是“${plain}”` },
        hint: { en: 'Leave the field out when there is no value.', zh: '没有值时请不要返回该字段。' },
      };
    }
  }
  return undefined;
}

function tryDecrypt(key: string, text: string, bits: 128 | 256): string | SensitiveFieldError {
  try {
    return decryptField(key, text, bits);
  } catch (error) {
    if (error instanceof SensitiveFieldError) return error;
    throw error;
  }
}

async function constantIv(probe: Probe): Promise<Verdict> {
  const seen = new Set<string>();
  let count = 0;
  for (const exchange of probe.memory.steps.values()) {
    for (const { text } of secrets(exchange)) {
      seen.add(text.slice(0, 16));
      count += 1;
    }
  }
  if (count < 2) return skipped({ en: 'fewer than two encrypted fields were seen', zh: '加密字段不足两个' });
  if (seen.size > 1) return passed;
  return failed(
    { en: 'different IVs', zh: '不同的 IV' },
    { en: `one IV in ${count} fields`, zh: `${count} 个字段使用同一个 IV` },
  );
}
