import type { JsonObject, JsonValue } from '../../../text/json.ts';
import { objectOf, textOf } from '../../read.ts';
import { doneRow, type LicenseRow, unclearRow } from './batch.ts';

/**
 * What became of each licence, from the `data` of an answer that is a success. Huawei says that it names the licences
 * that failed a check, and the name of the member is cut off in what is published (`check_fail_…`): every list in it is
 * read. Where it says something that koo cannot read, nobody knows of any of them.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002290055385.html
 */
export function statsRows(licenses: readonly string[], data: JsonValue | undefined): readonly LicenseRow[] {
  const failed = isEmpty(data) ? new Map<string, JsonObject>() : readFailed(licenses, data);
  if (!failed) {
    return licenses.map((license) => unclearRow(license, 'UNREADABLE_ANSWER', { data: data ?? null }));
  }
  return licenses.map((license) => {
    const told = failed.get(license);
    if (!told) return doneRow(license);
    return { ...told, license, result: 'failed', code: codeOf(told) ?? 'CHECK_FAILED' };
  });
}

/**
 * The same from the `data` of an answer that refuses a call because of some licences in it. Whether the others were
 * counted all the same is not documented: nobody knows of them.
 *
 * @returns nothing when it does not name licences of the call
 */
export function refusedRows(
  licenses: readonly string[],
  data: JsonValue | undefined,
  code: string,
): readonly LicenseRow[] | undefined {
  const failed = isEmpty(data) ? undefined : readFailed(licenses, data);
  if (!failed) return undefined;
  return licenses.map((license) => {
    const told = failed.get(license);
    return told
      ? { ...told, license, result: 'failed', code: codeOf(told) ?? code }
      : unclearRow(license, code);
  });
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** The licences that are named, with what is told of them; nothing when one thing named is none of them. */
function readFailed(
  licenses: readonly string[],
  data: JsonValue | undefined,
): ReadonlyMap<string, JsonObject> | undefined {
  const entries = Array.isArray(data) ? data : Object.values(objectOf(data)).flat();
  const failed = new Map<string, JsonObject>();
  for (const entry of entries as readonly JsonValue[]) {
    const told = objectOf(entry);
    const name = typeof entry === 'string' ? entry : (textOf(told.license) ?? textOf(told.license_code));
    if (name === undefined || !licenses.includes(name)) return undefined;
    failed.set(name, told);
  }
  return failed.size > 0 ? failed : undefined;
}

function codeOf({ error_code: error, code }: JsonObject): string | undefined {
  return textOf(error) || textOf(code) || undefined;
}
