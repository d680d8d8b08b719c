import { usageRecordCode } from '../codes/openapi.ts';
import { type ErrorFacts, KooError } from '../errors/koo-error.ts';
import { isObject, type JsonObject, type JsonValue, parseExactJson, repeatsNames } from '../text/json.ts';
import { isBoundedJson, maxJsonDepth } from '../text/json-layout.ts';
import { both } from '../text/translate.ts';
import { maxSaid, onOneLine, unreadableCode } from './errors.ts';
import { type ApiResponse, isList, textOf } from './model.ts';
import {
  idRank,
  isCallName,
  isCodeName,
  isKnownName,
  isMessageName,
  isPlainName,
  isSuccessText,
  isUnclearCode,
  noIdRank,
  successCode,
  tallyOf,
} from './usage-response-names.ts';

/** A record the server rejected. */
export interface UsageRejection {
  /** Its position in the request. */
  readonly index: number;
  /** Three digits, as documented; otherwise as the server sent it. */
  readonly code: string;
  readonly message?: string;
}

/**
 * Reads which records a success of the usage push rejects. The place and the names of that list are not published. So it
 * may be anywhere: objects with the `metering_sn` of a record beside a code, or a map from `metering_sn` to code. All the
 * rest must be known to say nothing against the records: empty values, a word for success, ids and times of the call,
 * counts that fit.
 *
 * @param response to a call with an exact document
 * @param body of the request; its records are not parsed for a response that has only an envelope
 * @throws KooError (business, `UNREADABLE_ANSWER`) for anything else: to take such a response for a success might lose
 * records
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function readRejections(response: ApiResponse, body: Uint8Array): readonly UsageRejection[] {
  const unread = (path: Path): never => {
    throw unreadableResponseError(response, path);
  };
  const { json } = response;
  // A success without an envelope does not come from KooGallery.
  if (!json || response.repeatsNames) return unread([]);
  const sent = createLookup(body);
  const rejections = new Map<number, UsageRejection>();
  const accepted = new Set<number>();
  const counts: Count[] = [];

  /** @param about position of the rejected record that an object around it is about */
  function readObject(object: JsonObject, path: Path, about?: number): void {
    if (path.length > maxJsonDepth) unread(path);
    const index = path.length === 0 ? undefined : recordOf(object, path);
    if (index !== undefined && index !== about && !readRecord(index, object, path)) return;
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
    const { name, path } = member;
    // Names of the envelope are not records; looking them up would parse the request for every response.
    const isEnvelope = path.length === 1 && (isCodeName(name) || isMessageName(name) || isCallName(name));
    const mapped = isEnvelope ? undefined : sent.find(name);
    if (mapped !== undefined) readMapped(mapped, member);
    else readNamed(member);
  }

  function readNamed(member: Member): void {
    const { name, value, path, about } = member;
    if (isList(value) && tallyOf(name) === 'accepted')
      counts.push({ path, tally: 'accepted', value: value.length });
    if (isEmpty(value)) {
      // In a list of failures, `{"SN-A": null}` is no empty value.
      if (path.length > 1 && about === undefined && !isPlainName(name)) unread(path);
    } else if (isObject(value)) readObject(value, path, about);
    else if (isList(value)) readList(value, path, about);
    else if (!isUnderstood(member)) unread(path);
  }

  function readList(list: readonly JsonValue[], path: Path, about: number | undefined): void {
    if (path.length > maxJsonDepth) unread(path);
    for (const [at, element] of list.entries()) {
      const value = unwrap(element);
      const place = [...path, String(at)];
      const isOfRecord = about !== undefined && sent.find(value) === undefined;
      if (isEmpty(value) && !isOfRecord) unread(place);
      if (isObject(value)) readObject(value, place, about);
      else if (isList(value)) readList(value, place, about);
      else if (!isOfRecord) unread(place);
    }
  }

  /** Whether a text, a number or a boolean says nothing against the records. Counts are compared at the end. */
  function isUnderstood({ name, value, path, parent, about }: Member): boolean {
    const text = textOf(value)?.trim() ?? String(value);
    const tally = tallyOf(name);
    if (tally && /^\d{1,9}$/.test(text) && (about === undefined || tally !== 'all')) {
      counts.push({ path, tally, value: Number(text), lists: lengthsIn(parent) });
      return true;
    }
    // The other members of a rejected record describe it; none may name another one.
    if (about !== undefined) {
      const named = sent.find(value);
      if (idRank(name) === 0) return named === about;
      // The value of a field that was sent, such as the instance, may be the id of another record by chance.
      if (idRank(name) === noIdRank) return sent.isField(name) || !namesAnother(text, about);
      return (named ?? about) === about;
    }
    if (isCodeName(name)) return text === successCode;
    if (text === 'true') return tally === 'accepted';
    if (text === 'false') return tally === 'failed';
    return isCallName(name) ? path.length === 1 : isSuccessText(text);
  }

  /** Whether a text has the id of another record in it; a number in it may mean anything. */
  function namesAnother(text: string, about: number): boolean {
    const words = [text, ...text.split(/[\s,;|'"()[\]{}]+/)].filter((word) => !/^\d*$/.test(word));
    return words.some((word) => (sent.find(word) ?? about) !== about);
  }

  /** Position of the record that an object names: by its clearest member. */
  function recordOf(object: JsonObject, path: Path): number | undefined {
    const members = Object.entries(object);
    const named = members.flatMap(([name, value]) => {
      const rank = idRank(name);
      const index = isKnownName(name) ? undefined : sent.find(value);
      // `"index": 1` is not about the record "1".
      const isChance = rank === noIdRank && /^\d+$/.test(textOf(value) ?? '');
      return index === undefined || isChance ? [] : [{ index, rank }];
    });
    const best = Math.min(...named.map(({ rank }) => rank));
    const indexes = new Set(named.filter(({ rank }) => rank === best).map(({ index }) => index));
    if (indexes.size > 1) unread(path);
    const isOfAnother = members.some(([name, value]) => idRank(name) === 0 && !isEmpty(value)) && best !== 0;
    if (isOfAnother && named.length > 0) unread(path);
    return [...indexes][0];
  }

  /** @returns whether it is rejected; false if it is accepted, and has been read */
  function readRecord(index: number, object: JsonObject, path: Path): boolean {
    const own = reasonOf(object);
    const inner = Object.values(object)
      .map(unwrap)
      .map(reasonOf)
      .find((one) => one !== undefined);
    const reason = own ?? inner ?? documentedReason(object);
    if (!reason) return unread(path);
    if (own?.code !== successCode) return judge(index, reason, path);
    const isPlain = ([name, value]: [string, JsonValue]) =>
      isEmpty(value) ||
      (idRank(name) < noIdRank && sent.find(value) === index) ||
      sent.has(index, name, value) ||
      (isCodeName(name) && value === successCode) ||
      (isMessageName(name) && isSuccessText(textOf(value) ?? '?'));
    if (!Object.entries(object).every(isPlain)) unread(path);
    accepted.add(index);
    return false;
  }

  /** Reads a member of a map from `metering_sn` to a code, or to an object with a code. */
  function readMapped(index: number, { name, value, path }: Member): void {
    // A `metering_sn` such as `count` cannot be distinguished from a name of the response.
    if (isKnownName(name)) unread(path);
    const isCode = typeof value === 'string' && (usageRecordCode(value) || /^[A-Z]{2,8}\.\d{4}$/.test(value));
    const reason = isCode ? { code: value } : reasonOf(value);
    if (!reason) unread(path);
    else judge(index, reason, path);
    if (isObject(value)) readObject(value, path, index);
  }

  function judge(index: number, { code: given, message }: Reason, path: Path): true {
    if (isUnclearCode(given) || given === successCode || !/^[\w.-]{1,32}$/.test(given)) unread(path);
    const code = /^\d{1,2}$/.test(given) ? given.padStart(3, '0') : given;
    const earlier = rejections.get(index)?.code;
    // The first of several reasons counts, unless it says that KooGallery has the record.
    if (earlier === undefined || (isThere(earlier) && !isThere(code)))
      rejections.set(index, {
        index,
        code,
        ...(message !== undefined && { message: message.slice(0, 255) }),
      });
    return true;
  }

  readObject(json, []);
  for (const count of counts) if (!fits(count, sent.count(), rejections.size)) unread(count.path);
  // Where results are listed, a record without one has none.
  const isListed = (index: number) => accepted.has(index) || rejections.has(index);
  if (accepted.size > 0 && !sent.indexes().every(isListed)) unread([]);
  return [...rejections.values()];
}

type Path = readonly string[];

/** A member of an object; JSON in a text is parsed. */
interface Member {
  readonly name: string;
  readonly value: JsonValue;
  readonly path: Path;
  readonly parent: JsonObject;
  /** Position of the rejected record that an object around it is about. */
  readonly about: number | undefined;
}

interface Reason {
  readonly code: string;
  readonly message?: string | undefined;
}

interface Count {
  readonly path: Path;
  readonly tally: 'failed' | 'accepted' | 'all';
  readonly value: number;
  /** Lengths of the lists beside it. */
  readonly lists?: readonly number[];
}

function fits({ tally, value, lists }: Count, sent: number, rejected: number): boolean {
  if (tally === 'failed') return value === rejected;
  return tally === 'accepted' ? value === sent - rejected : value === sent || lists?.includes(value) === true;
}

/** Finds the records of a request by their `metering_sn`; parses it when it is first asked. */
function createLookup(body: Uint8Array) {
  let records: readonly JsonObject[] | undefined;
  let found: ReadonlyMap<string, number> | undefined;
  const parsed = () => {
    records ??= JSON.parse(Buffer.from(body).toString()).usage_records as readonly JsonObject[];
    return records;
  };
  return {
    find: (value: JsonValue): number | undefined => {
      const text = textOf(value);
      if (text === undefined) return undefined;
      found ??= new Map(parsed().map(({ metering_sn: sn = '' }, index) => [String(sn), index]));
      return found.get(text);
    },
    isField: (name: string): boolean => parsed().some((record) => Object.hasOwn(record, name)),
    /** Whether a record was sent with this member. */
    has: (index: number, name: string, value: JsonValue): boolean => parsed()[index]?.[name] === value,
    count: () => parsed().length,
    indexes: () => [...parsed().keys()],
  };
}

/** Finds the code and the message in an object by their names. A code that is not a success takes precedence. */
function reasonOf(value: JsonValue): Reason | undefined {
  if (!isObject(value)) return undefined;
  const codes = Object.entries(value).flatMap(
    ([name, inner]) => (isCodeName(name) && textOf(inner)?.trim()) || [],
  );
  const code = codes.find((one) => one !== successCode) ?? codes[0];
  return code === undefined ? undefined : { code, message: messageOf(value) };
}

/** A documented code of a rejection under any other name. */
function documentedReason(object: JsonObject): Reason | undefined {
  const code = Object.entries(object)
    .filter(([name]) => idRank(name) === noIdRank && !isKnownName(name))
    .map(([, value]) => textOf(value) ?? '')
    .find((text) => usageRecordCode(text) && !isThere(text));
  return code === undefined ? undefined : { code, message: messageOf(object) };
}

function messageOf(object: JsonObject): string | undefined {
  const [, message] =
    Object.entries(object).find(([name, value]) => isMessageName(name) && textOf(value)) ?? [];
  return message === undefined ? undefined : textOf(message);
}

/** Whether a code says that KooGallery has the record already. */
function isThere(code: string): boolean {
  return usageRecordCode(code)?.repeat === 'done';
}

function lengthsIn(object: JsonObject): readonly number[] {
  return Object.values(object).flatMap((value) => (isList(value) ? [value.length] : []));
}

function isEmpty(value: JsonValue): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Decodes JSON in a text, even if it is encoded several times; returns any other value unchanged. */
function unwrap(value: JsonValue): JsonValue {
  let inner = value;
  while (typeof inner === 'string' && /^\s*[[{"]/.test(inner)) {
    if (!isBoundedJson(inner) || repeatsNames(inner)) break;
    inner = parseExactJson(inner);
  }
  return inner;
}

/** The error for a success that koo does not understand completely. */
function unreadableResponseError(response: ApiResponse, path: Path): KooError {
  const { text, status, requestId } = response;
  const shown = onOneLine(text.slice(0, maxSaid));
  const place = onOneLine(path.join('.').slice(0, 100));
  const facts: ErrorFacts = {
    category: 'business',
    code: unreadableCode,
    message: place
      ? both('The response is a success, but koo does not understand its {place}: {shown}', { place, shown })
      : both('The response is a success, but koo does not understand it: {shown}', { shown }),
    hint: both(
      'None of its records is counted as accepted. Please report this response format as a bug in koo.',
    ),
    ...(requestId !== undefined && { requestId }),
    details: { status },
  };
  return new KooError(facts, { cause: response });
}
