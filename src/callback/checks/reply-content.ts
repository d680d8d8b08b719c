import { success } from '../../codes/callback.ts';
import { isObject, type JsonValue } from '../../text/json.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Check } from '../probe/model.ts';
import {
  type Fault,
  isJsonObject,
  isOk,
  jsonFault,
  type ReplyCheckParts,
  replyCheck,
} from '../probe/reply-check.ts';
import { secretChecks } from '../probe/reply-secrets.ts';
import { isAccepted, isReadable } from '../probe/response.ts';
import type { Field, Protocol } from '../protocols/model.ts';
import { type Problem, type ProblemRule, validateValues } from '../protocols/validate.ts';

const parseMessage: Localized = both(
  'Debugging failed. Parse response body failed. Format: {"resultCode":"000000","resultMsg":"success."}.',
);

export function replyContentChecks(protocol: Protocol): Check[] {
  const fields = flattenFields(protocol.activities.flatMap(({ reply }) => reply.filter(isDataField)));
  return [
    replyCheck(protocol, 'JSON', {
      appliesTo: isOk,
      title: both('The body is one JSON object and nothing else'),
      hint: both('Return one JSON object without surrounding text, JSONP callback or HTML.'),
      debuggerMessage: parseMessage,
      findFault: (response, { reply }) => jsonFault(reply?.text ?? '', response.truncated),
    }),
    replyCheck(protocol, 'RESULT-CODE', {
      appliesTo: isJsonObject,
      title: both('resultCode is a string of six characters'),
      hint: both('Write "000000" in quotes. A number loses the leading zeros.'),
      debuggerMessage: parseMessage,
      findFault: (_response, { reply }) => resultCodeFault(reply?.json?.resultCode),
    }),
    replyCheck(protocol, 'RESULT-MSG', {
      appliesTo: isJsonObject,
      title: both('resultMsg is present'),
      hint: both(
        'Return resultMsg. The parameter tables call it optional, but the debugger cannot parse a response without it.',
      ),
      debuggerMessage: parseMessage,
      findFault: (_response, { reply }) => resultMsgFault(reply?.json?.resultMsg),
    }),
    ...(fields.some(({ required }) => required)
      ? [
          fieldCheck(protocol, 'FIELDS', ['required'], {
            appliesTo: ({ activity }) => activity.reply.some(isDataField),
            title: both('The required fields are present'),
            hint: both('Return all fields that the interface requires.'),
            debuggerMessage: both('Debugging failed. The interface response does not contain {fileId}.'),
          }),
        ]
      : []),
    fieldCheck(protocol, 'LENGTH', ['length'], {
      title: both('No field exceeds its maximum length'),
      after: ['life', 'idempotency', 'end', 'authentication', 'semantics'],
      withRefusals: true,
      hint: both(
        'Keep to the documented lengths. For an encrypted field, the length of the ciphertext with its IV counts.',
      ),
      debuggerMessage: both('Debugging failed. The length of {fileId} is invalid.'),
    }),
    ...(fields.length > 0
      ? [
          fieldCheck(protocol, 'TYPES', ['type', 'values'], {
            appliesTo: (exchange) => hasField(exchange, () => true),
            title: both('Fields have the documented types and values'),
            hint: both('Compare the response with the output of `koo callback activities`.'),
          }),
        ]
      : []),
    ...(fields.some(hasFormat)
      ? [
          fieldCheck(protocol, 'URLS', ['format'], {
            appliesTo: (exchange) => hasField(exchange, hasFormat),
            title: both('Addresses are absolute URLs and times have the documented format'),
            hint: both(
              'Begin frontEndUrl and adminUrl with http:// or https://. The buyer opens them by clicking.',
            ),
          }),
        ]
      : []),
    ...secretChecks(protocol),
  ];
}

/** The fields, each followed by the fields in it. */
function flattenFields(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...flattenFields(field.fields ?? [])]);
}

/** resultCode and resultMsg have checks of their own. */
function isDataField({ name }: Field): boolean {
  return name !== 'resultCode' && name !== 'resultMsg';
}

function hasFormat({ format }: Field): boolean {
  return format !== undefined;
}

/** Whether a response contains a declared field of a kind. */
function hasField({ activity, reply }: Exchange, isKind: (field: Field) => boolean): boolean {
  const search = (fields: readonly Field[], value: JsonValue | undefined): boolean => {
    if (Array.isArray(value)) return value.some((element) => search(fields, element));
    if (!isObject(value)) return false;
    return fields.some(
      (field) =>
        value[field.name] !== undefined && (isKind(field) || search(field.fields ?? [], value[field.name])),
    );
  };
  return search(activity.reply.filter(isDataField), reply?.json);
}

/** A check of the declared fields, in the responses that contain any to which it applies. */
function fieldCheck(
  protocol: Protocol,
  id: string,
  rules: readonly ProblemRule[],
  { appliesTo = () => true, ...rest }: Omit<ReplyCheckParts, 'findFault'>,
): Check {
  const isExamined = rest.withRefusals ? isReadable : isAccepted;
  return replyCheck(protocol, id, {
    ...rest,
    appliesTo: (exchange) => isJsonObject(exchange) && isExamined(exchange) && appliesTo(exchange),
    findFault: (_response, exchange) => {
      const problem = contentProblems(exchange).find(({ rule }) => rules.includes(rule));
      return (
        problem && {
          expected: both('the documented response'),
          actual: { en: terminalSafe(problem.message.en), zh: terminalSafe(problem.message.zh) },
          fill: { fileId: problem.field },
        }
      );
    },
  });
}

/** Problems of the reply's own fields, and of the length of resultMsg. */
function contentProblems({ protocol, activity, reply }: Exchange): readonly Problem[] {
  const json = reply?.json ?? {};
  const message = activity.reply.filter(({ name }) => name === 'resultMsg');
  const fields = activity.reply.filter(isDataField);
  // The table calls appInfo optional, but the debugger requires its frontEndUrl once an instance exists.
  const isCreation = protocol.id === 'v1' && activity.name === 'newInstance' && reply?.resultCode === success;
  const expected = isCreation
    ? fields.map((field) => (field.name === 'appInfo' ? { ...field, required: true } : field))
    : fields;
  const lengths = validateValues(message, json).filter(({ rule }) => rule === 'length');
  return [...validateValues(expected, json), ...lengths];
}

function resultCodeFault(code: JsonValue | undefined): Fault | undefined {
  if (typeof code === 'string' && code.length === 6) return undefined;
  const expected = both('a string of six characters, such as "000000"');
  if (code === undefined) {
    return {
      expected,
      actual: both('no resultCode'),
      hint: both(
        'Name the fields as documented, at the top level of the response: {"resultCode":"000000","resultMsg":"success."}.',
      ),
    };
  }
  const shown = terminalSafe(JSON.stringify(code)).slice(0, 60);
  return { expected, actual: both('{code} ({type})', { code: shown, type: typeof code }) };
}

/** Returns why the `resultMsg` of a response is invalid; `undefined` if it is valid. */
export function resultMsgFault(message: JsonValue | undefined): Fault | undefined {
  if (typeof message === 'string') return undefined;
  return {
    expected: both('resultMsg as a string'),
    actual: message === undefined ? both('none') : verbatim(JSON.stringify(message)),
  };
}
