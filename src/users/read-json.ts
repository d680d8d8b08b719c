import type { KooError } from '../errors/koo-error.ts';
import { isObject } from '../text/json.ts';
import {
  brokenRow,
  fieldNames,
  type RawRow,
  rankOf,
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
  const elements = elementsOf(array);
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
  const isWhole = key !== '' && elementsOf(part)?.length === document.users.length;
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
  const row: { line: number; account_name?: string; account_id?: string } = { line };
  for (const field of userFields) {
    const member = memberOf(value, field);
    if (member === undefined || member === null) continue;
    // A number has lost digits already.
    if (typeof member !== 'string') return notText(line, field);
    row[field] = member;
  }
  return row;
}

function memberOf(object: Readonly<Record<string, unknown>>, field: UserField): unknown {
  const [best] = Object.keys(object)
    .map((key) => ({ key, rank: rankOf(key, field) }))
    .filter((one) => one.rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  return best && object[best.key];
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

/** A piece of a JSON text. */
export interface Element {
  /** Where it begins; the first is 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * The elements of a JSON array as texts with their lines, so that one that is broken costs only itself.
 *
 * @returns `undefined` when the text is not one whole array
 */
function elementsOf(text: string): readonly Element[] | undefined {
  const elements: Element[] = [];
  const open = text.search(/\S/);
  if (text[open] !== '[') return undefined;
  let start = open + 1;
  let depth = 1;
  let line = lineAt(text, 0, open, 1);
  let startLine = line;
  for (let at = open + 1; at < text.length; at += 1) {
    const unit = text[at];
    if (unit === '\n') line += 1;
    else if (unit === '"') at = endOfString(text, at);
    else if (unit === '[' || unit === '{') depth += 1;
    else if (unit === ']' || unit === '}') {
      depth -= 1;
      if (depth > 0) continue;
      if (unit === '}' || text.slice(at + 1).trim() !== '') return undefined;
      return pushElement(elements, text.slice(start, at), startLine, elements.length === 0)
        ? elements
        : undefined;
    } else if (unit === ',' && depth === 1) {
      if (!pushElement(elements, text.slice(start, at), startLine, false)) return undefined;
      start = at + 1;
      startLine = line;
    }
  }
  return undefined;
}

/** The closing quote of a string; the end of the text when there is none. A string holds no line feed. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return text[at] === '\n' ? at - 1 : at;
}

function pushElement(elements: Element[], text: string, line: number, mayBeEmpty: boolean): boolean {
  const lead = text.search(/\S/);
  if (lead === -1) return mayBeEmpty;
  elements.push({ line: lineAt(text, 0, lead, line), text: text.trim() });
  return true;
}

function lineAt(text: string, from: number, to: number, line: number): number {
  let count = line;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
