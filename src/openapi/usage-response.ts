import { usageRecordCode } from '../codes/openapi.ts';
import { type ErrorFacts, KooError } from '../errors/koo-error.ts';
import { isObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { isBoundedJson, maxJsonDepth } from '../text/json-layout.ts';
import { both } from '../text/translate.ts';
import { maxSaid, onOneLine, unreadableCode } from './errors.ts';
import type { ApiResponse } from './model.ts';
import { textOf } from './read.ts';

/** A record the server rejected. */
export interface UsageRejection {
  /** Its position in the request. */
  readonly index: number;
  /** Three digits, as documented; otherwise as the server sent it. */
  readonly code: string;
  readonly message?: string;
}

/** What a member of a response is about, by the words of its name. */
const names = {
  code: /^(error_|err_|result_|ret_|status_|abnormal_|fail(ed|ure)?_|reject(ed|ion)?_)?code$/,
  message:
    /^(error_|err_|result_|ret_|abnormal_|fail(ed|ure)?_|reject(ed|ion)?_)?(msg|message|desc|description|reason)$/,
  /** What identifies a call, and its times. */
  call: /^(request|trace|span|log)_id$|^(ts|date|((server|response|request|system)_)?time(_?stamp)?)$/,
  // In this order: `failed_count` is no count of all records.
  failed:
    /(^|_)(abnormal|err|fail|reject|refus|invalid|bad|ignor|drop|skip|dup|partial|not?(_|$)|un(accept|succ))/,
  accepted: /(^|_)(succ|accept|ok|saved?|stored?|insert)/,
  all: /(^|_)(total|count|num|number|size|received|processed|handled|records)(_|$)/,
} as const;

/** Names of the id of a record, the clearest one first. */
const idNames = [/^metering_?sn$/, /(^|_)sn$/, /^((record|usage)_)?(unique_)?id$/] as const;

const successCode = 'MKT.0000';
/** Codes that may mean a success, too. */
const unclearCode = /^(0+|200|true|ok|succ\w*|成功)$/i;
const successWords = /succ|\bok\b|成功/i;
const failureWords =
  /\d|abnormal|except|err|fail|reject|refus|invalid|partial|\bnot?\b|unsucc|失败|异常|错误|部分|拒绝|无效|未|不/i;

/**
 * Reads which records a success of the usage push rejects. The place and the names of that list are not published. So it
 * may be anywhere: objects with the `metering_sn` of a record beside a code, or a map from `metering_sn` to code. All the
 * rest must say nothing against the records: empty values, words of success, ids and times of the call, counts that fit.
 *
 * @param body of the request; its records are not parsed for a response that has only an envelope
 * @throws KooError (business, `UNREADABLE_ANSWER`) for anything else: to take such a response for a success might lose
 * records
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function readRejections(response: ApiResponse, body: Uint8Array): readonly UsageRejection[] {
  const { json } = response;
  const unread = (path: Path): never => {
    throw unreadableResponseError(response, path);
  };
  // A success without an envelope does not come from KooGallery.
  if (!json) return unread([]);
  const sent = createLookup(body);
  const rejections = new Map<number, UsageRejection>();
  const counts: Count[] = [];

  /** @param about position of the record that an object around it is about */
  function readObject(object: JsonObject, path: Path, about?: number): void {
    if (path.length > maxJsonDepth) unread(path);
    const index = path.length === 0 ? undefined : recordOf(object, path);
    if (index !== undefined && index !== about) readRecord(index, object, path);
    for (const [name, value] of Object.entries(object))
      readMember({
        name,
        value: unwrap(value),
        path: [...path, name],
        parent: object,
        about: index ?? about,
      });
  }

  function readMember(member: Member): void {
    const { name, value, path, about } = member;
    const mapped = isKnownName(name) ? undefined : sent.find(name);
    if (mapped !== undefined) readMapped(mapped, value, path);
    if (isObject(value)) readObject(value, path, mapped ?? about);
    else if (isList(value)) readList(member, value);
    else if (mapped === undefined && !isUnderstood(member)) unread(path);
  }

  function readList({ name, path, about }: Member, list: readonly JsonValue[]): void {
    if (list.length === 0 && kindOf(name) === 'accepted') counts.push({ path, kind: 'accepted', value: 0 });
    for (const [at, element] of list.entries()) {
      const value = unwrap(element);
      const place = [...path, String(at)];
      if (isObject(value)) readObject(value, place, about);
      else if (about === undefined || sent.find(value) !== undefined) unread(place);
    }
  }

  /** Whether a text, a number or a boolean says nothing against the records. Counts are compared at the end. */
  function isUnderstood({ name, value, path, parent, about }: Member): boolean {
    const text = textOf(value);
    const kind = kindOf(name);
    if (value === null || text === '') return true;
    const isCount = about === undefined || (kind !== 'all' && isOf('all', name));
    if (text !== undefined && kind && isCount && !isOf('code', name) && /^\d{1,9}$/.test(text)) {
      counts.push({ path, kind, value: Number(text), lists: lengthsIn(parent) });
      return true;
    }
    // The other members of a record describe it.
    if (about !== undefined) return idRank(name) >= idNames.length || (sent.find(value) ?? about) === about;
    if (text === undefined) return kind === (value === true ? 'accepted' : 'failed');
    if (isOf('code', name)) return text === successCode;
    return isOf('call', name) || /^success\.?$/i.test(text) || isSuccessText(text);
  }

  function isSuccessText(text: string): boolean {
    if (!successWords.test(text) || failureWords.test(text)) return false;
    return text.split(/[^\p{L}\p{N}_-]+/u).every((word) => sent.find(word) === undefined);
  }

  /** Position of the record that an object names: by its clearest member. */
  function recordOf(object: JsonObject, path: Path): number | undefined {
    const named = Object.entries(object).flatMap(([name, value]) => {
      const index = isKnownName(name) ? undefined : sent.find(value);
      return index === undefined ? [] : [{ index, rank: idRank(name) }];
    });
    const best = Math.min(...named.map(({ rank }) => rank));
    const indexes = new Set(named.filter(({ rank }) => rank === best).map(({ index }) => index));
    if (indexes.size > 1) unread(path);
    const isOfAnother = Object.keys(object).some((name) => idRank(name) === 0) && best !== 0;
    return isOfAnother ? undefined : [...indexes][0];
  }

  function readRecord(index: number, object: JsonObject, path: Path): void {
    const reasons = [object, ...Object.values(object).map(unwrap)].map(reasonOf);
    const reason = reasons.find((one) => one !== undefined);
    if (reason) judge(index, reason, path);
    else unread(path);
  }

  /** Reads a member of a map from `metering_sn` to a code, or to an object with a code. */
  function readMapped(index: number, value: JsonValue, path: Path): void {
    const code = textOf(value);
    const reason = code === undefined ? reasonOf(value) : { code };
    if (reason) judge(index, reason, path);
    else unread(path);
  }

  function judge(index: number, { code: given, message }: Reason, path: Path): void {
    if (given === successCode) return;
    if (unclearCode.test(given) || !/^[\w.-]{1,32}$/.test(given)) unread(path);
    const code = /^\d{1,2}$/.test(given) ? given.padStart(3, '0') : given;
    const earlier = rejections.get(index)?.code;
    // Of several reasons the first counts, unless it says that the record is there.
    if (earlier !== undefined && (!isThere(earlier) || isThere(code))) return;
    rejections.set(index, { index, code, ...(message !== undefined && { message: message.slice(0, 255) }) });
  }

  readObject(json, []);
  for (const count of counts) if (!fits(count, sent.count(), rejections.size)) unread(count.path);
  return [...rejections.values()];
}

type Path = readonly string[];

/** A member of an object; JSON in a text is parsed. */
interface Member {
  readonly name: string;
  readonly value: JsonValue;
  readonly path: Path;
  readonly parent: JsonObject;
  /** Position of the record that an object around it is about. */
  readonly about: number | undefined;
}

interface Reason {
  readonly code: string;
  readonly message?: string | undefined;
}

interface Count {
  readonly path: Path;
  readonly kind: 'failed' | 'accepted' | 'all';
  readonly value: number;
  /** Lengths of the lists beside it. */
  readonly lists?: readonly number[];
}

function fits({ kind, value, lists }: Count, sent: number, rejected: number): boolean {
  if (kind === 'failed') return value === rejected;
  return kind === 'accepted' ? value === sent - rejected : value === sent || lists?.includes(value) === true;
}

/** Finds the records of a request by their `metering_sn`; parses it when it is first asked. */
function createLookup(body: Uint8Array) {
  let found: ReadonlyMap<string, number> | undefined;
  let count = 0;
  function parse(): ReadonlyMap<string, number> {
    const { usage_records: records } = JSON.parse(Buffer.from(body).toString());
    count = records.length;
    return new Map(records.map((record: JsonObject, index: number) => [textOf(record.metering_sn), index]));
  }
  return {
    find: (value: JsonValue): number | undefined => {
      const text = textOf(value);
      if (text === undefined) return undefined;
      found ??= parse();
      return found.get(text);
    },
    count: () => {
      found ??= parse();
      return count;
    },
  };
}

/** Whether a name, such as `errorCode`, means this. */
const isOf = (what: keyof typeof names, name: string) => names[what].test(snakeCase(name));

function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
}

/** What a count or a flag with this name is about. */
function kindOf(name: string): Count['kind'] | undefined {
  return (['failed', 'accepted', 'all'] as const).find((kind) => isOf(kind, name));
}

/** Whether a name cannot be a `metering_sn`, nor name one. */
function isKnownName(name: string): boolean {
  return isOf('code', name) || isOf('message', name) || isOf('call', name) || isOf('all', name);
}

/** How clearly a name is that of the id of a record: from 0 on; as many as there are names for none. */
function idRank(name: string): number {
  const rank = idNames.findIndex((pattern) => pattern.test(snakeCase(name)));
  return rank === -1 ? idNames.length : rank;
}

/** The code and the message in an object, by their names, or a documented code under any name. */
function reasonOf(value: JsonValue): Reason | undefined {
  if (!isObject(value)) return undefined;
  const texts = Object.entries(value).flatMap(([name, inner]) => {
    const text = textOf(inner)?.trim();
    return text ? [{ name, text }] : [];
  });
  const codes = texts.filter(({ name }) => isOf('code', name)).map(({ text }) => text);
  const code =
    codes.find((one) => one !== successCode) ??
    texts.find(({ name, text }) => idRank(name) >= idNames.length && usageRecordCode(text))?.text ??
    codes[0];
  return code === undefined
    ? undefined
    : { code, message: texts.find(({ name }) => isOf('message', name))?.text };
}

/** Whether a code says that KooGallery has the record already. */
function isThere(code: string): boolean {
  return usageRecordCode(code)?.repeat === 'done';
}

function lengthsIn(object: JsonObject): readonly number[] {
  return Object.values(object).flatMap((value) => (isList(value) ? [value.length] : []));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The value that a text contains as JSON; any other value as it is. */
function unwrap(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value) || !isBoundedJson(value)) return value;
  return JSON.parse(value) as JsonValue;
}

/** The error for a success of which koo does not understand a part. */
function unreadableResponseError(response: ApiResponse, path: Path): KooError {
  const { text, status, requestId } = response;
  const shown = onOneLine(text.slice(0, maxSaid));
  const place = onOneLine(path.join('.').slice(0, 100));
  const facts: ErrorFacts = {
    category: 'business',
    code: unreadableCode,
    message: place
      ? both('The response is a success, but koo does not understand its {place}: {shown}', { place, shown })
      : both('The response is a success, but not one of the open API: {shown}', { shown }),
    hint: both(
      'None of its records is counted as accepted. Please report this response format as a bug in koo.',
    ),
    ...(requestId !== undefined && { requestId }),
    details: { status },
  };
  return new KooError(facts, { cause: response });
}
