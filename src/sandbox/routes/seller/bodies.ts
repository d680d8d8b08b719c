import * as v from 'valibot';
import { type Call, hasType, noQuery, readJson } from '../../call.ts';
import { type Refusal, refusal } from '../../codes.ts';

/**
 * The body of a request, read by a schema of the contract. What it says in that form is judged by `seller/rules`.
 *
 * @throws Refusal (`MKT.0101`) naming the first member that has another form
 */
export function readBody<const T extends v.GenericSchema>(call: Call, schema: T): v.InferOutput<T> {
  if (!hasType(call.headers, 'application/json')) {
    throw refusal('MKT.0101', {
      en: 'Content-Type must be application/json',
      zh: 'Content-Type 必须为 application/json',
    });
  }
  noQuery(call.url, 'MKT.0101');
  const read = v.safeParse(schema, readJson(call.body, 'MKT.0101'), { abortEarly: true });
  if (read.success) return read.output;
  throw malformed(read.issues[0]);
}

function malformed(issue: v.BaseIssue<unknown>): Refusal {
  const at = (v.getDotPath(issue) ?? 'the body').slice(0, 200);
  if (issue.expected === 'never') {
    return refusal('MKT.0101', { en: `${at} is unknown`, zh: `未知的参数 ${at}` });
  }
  if (issue.input === undefined) {
    return refusal('MKT.0101', { en: `${at} is missing`, zh: `缺少 ${at}` });
  }
  const expected = (issue.type === 'check' ? issue.message : (issue.expected ?? issue.type)).replaceAll(
    '"',
    '',
  );
  return refusal('MKT.0101', { en: `${at} must be ${expected}`, zh: `${at} 应为 ${expected}` });
}
