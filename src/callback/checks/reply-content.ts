import { success } from '../../codes/callback.ts';
import type { JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Field, Protocol } from '../protocols/model.ts';
import { type Problem, type ProblemRule, validateValues } from '../protocols/validate.ts';
import { accepted } from './judge.ts';
import { type Check, type CheckParts, same } from './model.ts';
import { type Fault, isJson, isOk, jsonFault, replyCheck } from './reply-check.ts';
import { secretChecks } from './reply-secrets.ts';

const parseMessage: Localized = {
  en: 'Debugging failed. Parse response body failed. Format: {"resultCode":"000000","resultMsg":"success."}.',
  zh: '调测失败,解析响应体失败,响应格式参考{"resultCode":"000000","resultMsg":"success."}.',
};

/** Checks of what an answer says. */
export function replyContentChecks(protocol: Protocol): Check[] {
  const fields = allFields(protocol.activities.flatMap(({ reply }) => reply.filter(isOwn)));
  return [
    replyCheck(
      protocol,
      {
        id: 'JSON',
        of: isOk,
        title: {
          en: 'the body is one JSON object and nothing else',
          zh: '应答体是一个 JSON 对象，前后没有其他内容',
        },
        hint: {
          en: 'Write one JSON object: no text around it, no callback name, no HTML page.',
          zh: '只输出一个 JSON 对象：前后不能有其他文本、回调函数名或 HTML 页面。',
        },
        debuggerMessage: parseMessage,
      },
      (answer, { reply }) => jsonFault(reply?.text ?? '', answer.truncated),
    ),
    replyCheck(
      protocol,
      {
        id: 'RESULT-CODE',
        of: isJson,
        title: { en: 'resultCode is a string of six characters', zh: 'resultCode 是六位字符串' },
        hint: {
          en: 'Write "000000" in quotes: as a number the zeros are lost.',
          zh: '请写成带引号的 "000000"，写成数字会丢失前面的零。',
        },
        debuggerMessage: parseMessage,
      },
      (_answer, { reply }) => resultCodeFault(reply?.json?.resultCode),
    ),
    replyCheck(
      protocol,
      {
        id: 'RESULT-MSG',
        of: isJson,
        title: { en: 'resultMsg is there', zh: '带有 resultMsg' },
        hint: {
          en: 'The tables call resultMsg optional, but the debugger refuses an answer without it.',
          zh: '参数表中 resultMsg 为可选，但调测时缺少它会解析失败。',
        },
        debuggerMessage: parseMessage,
      },
      (_answer, { reply }) => resultMsgFault(reply?.json?.resultMsg),
    ),
    ...fieldCheck(
      protocol,
      'FIELDS',
      ['required'],
      fields.some((field) => field.required),
      {
        title: { en: 'the required fields are there', zh: '必选字段齐全' },
        hint: {
          en: 'Answer the fields that the interface names as mandatory.',
          zh: '请返回接口规定的必选字段。',
        },
        debuggerMessage: {
          en: 'Debugging failed. The interface response does not contain {fileId}.',
          zh: '调测失败,接口响应缺少{fileId}.',
        },
      },
    ),
    ...fieldCheck(protocol, 'LENGTH', ['length'], true, {
      title: { en: 'no field is too long', zh: '字段长度不超限' },
      hint: {
        en: 'Keep to the documented lengths; of an encrypted field the ciphertext with its IV counts.',
        zh: '请遵守文档规定的长度；加密字段按含 IV 的密文计算。',
      },
      debuggerMessage: {
        en: 'Debugging failed. The length of {fileId} is invalid.',
        zh: '调测失败,字段{fileId}长度不合法.',
      },
    }),
    ...fieldCheck(protocol, 'TYPES', ['type', 'values'], fields.length > 0, {
      title: { en: 'fields have the documented type and values', zh: '字段类型和取值符合文档' },
      hint: {
        en: 'Compare with `koo callback activities`.',
        zh: '请对照 `koo callback activities` 的输出。',
      },
    }),
    ...fieldCheck(
      protocol,
      'URLS',
      ['format'],
      fields.some((field) => field.format !== undefined),
      {
        title: {
          en: 'addresses are absolute URLs, times have the documented form',
          zh: '地址为完整 URL，时间格式符合文档',
        },
        hint: {
          en: 'frontEndUrl and adminUrl begin with http:// or https://: the buyer clicks them.',
          zh: 'frontEndUrl、adminUrl 应以 http:// 或 https:// 开头，买家会直接点击。',
        },
      },
    ),
    ...secretChecks(protocol),
  ];
}

/** Every field with the fields in it. */
function allFields(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...allFields(field.fields ?? [])]);
}

/** resultCode and resultMsg have checks of their own. */
function isOwn({ name }: Field): boolean {
  return name !== 'resultCode' && name !== 'resultMsg';
}

/** A check of the declared fields, in families that have any to which the rules apply. */
function fieldCheck(
  protocol: Protocol,
  id: string,
  rules: readonly ProblemRule[],
  applies: boolean,
  rest: Omit<CheckParts, 'run'>,
): Check[] {
  if (!applies) return [];
  const check = replyCheck(protocol, { id, of: isJson, ...rest }, (_answer, exchange) => {
    const problem = accepted(exchange)
      ? contentProblems(exchange).find(({ rule }) => rules.includes(rule))
      : undefined;
    if (!problem) return undefined;
    return {
      expected: { en: 'the documented reply', zh: '符合文档的应答' },
      actual: { en: terminalSafe(problem.message.en), zh: terminalSafe(problem.message.zh) },
      fill: { fileId: problem.field },
    };
  });
  return [check];
}

/** Problems of the reply's own fields, and of the length of resultMsg. */
function contentProblems({ protocol, activity, reply }: Exchange): readonly Problem[] {
  const json = reply?.json ?? {};
  const message = activity.reply.filter(({ name }) => name === 'resultMsg');
  const fields = activity.reply.filter(isOwn);
  // The table calls appInfo optional; the debugger demands the frontEndUrl in it once an instance is there.
  const created = protocol.id === 'v1' && activity.name === 'newInstance' && reply?.resultCode === success;
  const due = created ? fields.map((field) => (field.name === 'appInfo' ? must(field) : field)) : fields;
  const lengths = validateValues(message, json).filter(({ rule }) => rule === 'length');
  return [...validateValues(due, json), ...lengths];
}

function must(field: Field): Field {
  return { ...field, required: true };
}

function resultCodeFault(code: JsonValue | undefined): Fault | undefined {
  if (typeof code === 'string' && code.length === 6) return undefined;
  const expected = { en: 'a string of six characters, "000000"', zh: '六位字符串，如 "000000"' };
  if (code === undefined) {
    return {
      expected,
      actual: { en: 'no resultCode', zh: '没有 resultCode' },
      hint: {
        en: 'Name the fields as the interface does: {"resultCode":"000000","resultMsg":"success."} at the top of the reply.',
        zh: '请按接口规定命名字段：应答顶层为 {"resultCode":"000000","resultMsg":"success."}。',
      },
    };
  }
  const shown = terminalSafe(JSON.stringify(code)).slice(0, 60);
  return { expected, actual: { en: `${shown} (${typeof code})`, zh: `${shown}（${typeof code}）` } };
}

/** What is wrong with a reply's `resultMsg`. */
export function resultMsgFault(message: JsonValue | undefined): Fault | undefined {
  if (typeof message === 'string') return undefined;
  return {
    expected: { en: 'a resultMsg (string)', zh: 'resultMsg（字符串）' },
    actual: message === undefined ? { en: 'none', zh: '没有' } : same(JSON.stringify(message)),
  };
}
