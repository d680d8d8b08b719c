import type { KooError } from '../errors/koo-error.ts';
import { isObject } from '../text/json.ts';
import { jsonElements } from '../text/json-array.ts';
import {
  brokenRow,
  columnsOf,
  fieldNames,
  type RawRow,
  rowOfPair,
  type UserField,
  unreadableUsers,
  userFields,
} from './rows.ts';

/** Whether a text that begins with a bracket is one document with all users, and not a user a line. */
export function isJsonDocument(text: string): boolean {
  if (text.trimStart()[0] === '[') return true;
  const document = parsed(text);
  return isObject(document) && (Array.isArray(document.users) || /\n./.test(text.trim()));
}

/**
 * Reads a JSON array of users, an object with one under `users`, or a user. A user is an object with the names of
 * columns as keys, or a text `name:id`.
 *
 * @throws KooError (usage) `NOT_JSON` when it is no such document
 */
export function readJson(text: string): RawRow[] {
  const array = text.trimStart()[0] === '[' ? text : arrayIn(text);
  const elements = jsonElements(array);
  if (!elements) throw notJson();
  return elements.map(({ line, text: element }) => readElement(element, line));
}

/** Reads one JSON text a line; empty lines do not count. */
export function readNdjson(text: string): RawRow[] {
  return text
    .split('\n')
    .map((line, index) => ({ text: line.trim(), line: index + 1 }))
    .filter((one) => one.text !== '')
    .map((one) => readElement(one.text, one.line));
}

/** The array under the key `users` where it stands, or the one object as an array. */
function arrayIn(text: string): string {
  const document = parsed(text);
  if (!isObject(document) || !Array.isArray(document.users)) return `[${text}]`;
  const [key = ''] = /"users"\s*:\s*\[/.exec(text) ?? [];
  const open = text.indexOf(key) + key.length - 1;
  // What stands before it is blanked out, so that the lines stay right.
  const part = text.slice(0, open).replace(/[^\n]/g, ' ') + text.slice(open, text.lastIndexOf(']') + 1);
  const isWhole = key !== '' && jsonElements(part)?.length === document.users.length;
  return isWhole ? part : JSON.stringify(document.users);
}

function readElement(text: string, line: number): RawRow {
  const value = parsed(text);
  if (value === undefined) {
    return brokenRow(line, 'NOT_JSON', { en: 'this is not JSON', zh: '不是合法的 JSON' });
  }
  if (typeof value === 'string') return rowOfPair(value, line);
  if (!isObject(value)) {
    return brokenRow(line, 'NOT_A_USER', {
      en: 'this is not a user: an object with account_name and account_id, or "name:id"',
      zh: '不是用户：应为含 account_name 和 account_id 的对象，或“账号名:账号ID”',
    });
  }
  const columns = columnsOf(Object.keys(value));
  const row: { line: number; account_name?: string; account_id?: string } = { line };
  for (const field of userFields) {
    const column = columns[field];
    const member = column === undefined ? undefined : Object.values(value)[column];
    if (member === undefined || member === null) continue;
    // A number has lost digits already.
    if (typeof member !== 'string') return notText(line, field);
    row[field] = member;
  }
  return row;
}

function notText(line: number, field: UserField): RawRow {
  const { en, zh } = fieldNames[field];
  return brokenRow(line, 'NOT_TEXT', {
    en: `the ${en} must be a JSON string`,
    zh: `${zh}必须是 JSON 字符串`,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notJson(): KooError {
  return unreadableUsers(
    'NOT_JSON',
    {
      en: 'This is neither a whole JSON array of users nor NDJSON',
      zh: '既不是完整的 JSON 用户数组，也不是 NDJSON',
    },
    {
      en: 'Give [{"account_name": "…", "account_id": "…"}, …], or such an object on each line.',
      zh: '请提供 [{"account_name": "…", "account_id": "…"}, …]，或每行一个这样的对象。',
    },
  );
}
