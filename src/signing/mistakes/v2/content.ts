import { both } from '../../../text/translate.ts';
import { compactJson, jsonMembers, sortMembers, writeMembers } from '../../canonical-json.ts';
import type { V2Input, V2Signable } from '../../v2.ts';
import { bareText, deeplySortedJson, javaMapText } from '../json-dialects.ts';
import type { Mistake } from '../mistake.ts';
import { type WrongPayload, wrongWritings } from './writing.ts';

type Member = readonly [name: string, json: string];

/** The payload with its top-level members changed. */
function changed(
  json: string | undefined,
  change: (members: Member[]) => readonly Member[],
): string | undefined {
  const members = json === undefined ? undefined : jsonMembers(json);
  return members && writeMembers(change([...members]));
}

function withValues(payload: string, write: (json: string) => string): string | undefined {
  return changed(payload, (members) => members.map(([name, json]) => [name, write(json)]));
}

function without(payload: string, drop: (member: Member) => boolean): string | undefined {
  return changed(payload, (members) => members.filter((member) => !drop(member)));
}

const isNull = ([, json]: Member) => json === 'null';

/** Other members, values or order than the right ones. */
const wrongContents: readonly WrongPayload[] = [
  {
    cause: 'keys-unsorted',
    text: both(
      'The server signs the body with its keys in the order received. Sort the top-level keys in ascending order before signing.',
    ),
    payloads: ({ wireText }) => [changed(wireText, (members) => members.filter((member) => !isNull(member)))],
  },
  {
    cause: 'keys-descending',
    text: both(
      'The server sorts the keys in descending order, as some versions of Huawei’s page say. Sort them in ascending order: activity comes before orderId.',
    ),
    payloads: ({ payload }) => [changed(payload, (members) => sortMembers(members).reverse())],
  },
  {
    cause: 'wire-text-signed',
    text: both(
      'The server signs the body exactly as received. Before signing, sort the top-level keys in ascending order, drop null values and write compact JSON.',
    ),
    payloads: ({ wireText }) => [wireText, wireText?.trim()],
  },
  {
    cause: 'nulls-kept',
    text: both('The server signs keys whose value is null. Drop them at the top level.'),
    payloads: ({ wireText }) => [changed(wireText, sortMembers), changed(wireText, (members) => members)],
  },
  {
    cause: 'empty-values-dropped',
    text: both('The server drops empty values before signing. Drop null only and keep "".'),
    payloads: ({ payload }) => [
      without(payload, ([, json]) => json === '""'),
      without(payload, ([, json]) => /^"\s*"$/.test(json)),
      without(payload, ([, json]) => ['""', '[]', '{}'].includes(json)),
    ],
  },
  {
    cause: 'nested-keys-sorted',
    text: both(
      'The server also sorts the keys of nested objects. Sort the top level only and keep nested values as received.',
    ),
    payloads: ({ payload, wireText }) => [deeplySortedJson(payload), wireText && deeplySortedJson(wireText)],
  },
  {
    cause: 'nested-as-text',
    text: both(
      'The server signs nested values as strings. Keep productInfo, userList and the like as nested JSON.',
    ),
    payloads: ({ payload }) =>
      [(json: string) => json, javaMapText].map((write) =>
        withValues(payload, (json) => (/^[[{]/.test(json) ? compactJson(write(json)) : json)),
      ),
  },
  {
    cause: 'text-as-nested',
    text: both('The server parses strings that contain JSON before signing. Keep strings as strings.'),
    payloads: ({ payload }) => [
      withValues(payload, (json) => (/^"\s*[[{]/.test(json) ? (compacted(JSON.parse(json)) ?? json) : json)),
    ],
  },
  {
    cause: 'values-as-strings',
    text: both(
      'The server converts numbers and booleans to strings before signing. Read the body as Map<String, Object>, not as Map<String, String>.',
    ),
    payloads: ({ payload }) => [
      withValues(payload, (json) => (/^["[{]/.test(json) ? json : `"${json}"`)),
      withValues(payload, (json) => (json.startsWith('"') ? json : compactJson(json))),
    ],
  },
  {
    cause: 'numeric-strings-as-numbers',
    text: both(
      'The server converts numeric strings to numbers before signing ("testFlag":"1" becomes 1). Keep the types as received.',
    ),
    payloads: ({ payload }) => [
      withValues(payload, unquotedNumber),
      changed(payload, (members) =>
        members.map(([name, json]) => [name, name === 'testFlag' ? unquotedNumber(json) : json]),
      ),
    ],
  },
  {
    cause: 'test-flag-left-out',
    text: both('The server leaves testFlag out of the body to sign. Sign every key received.'),
    payloads: ({ payload }) => [without(payload, ([name]) => name === 'testFlag')],
  },
  {
    cause: 'activity-left-out',
    text: both('The server leaves activity out of the body to sign. Sign every key received.'),
    payloads: ({ payload }) => [without(payload, ([name]) => name === 'activity')],
  },
  {
    cause: 'parameter-left-out',
    text: both(
      'The server leaves a key out of the body to sign, most likely one that its own class does not define. Sign the body as received, not only the fields you know.',
    ),
    payloads: ({ payload }) =>
      [...(jsonMembers(payload)?.keys() ?? [])]
        .filter((name) => name !== 'testFlag' && name !== 'activity')
        .map((name) => without(payload, ([other]) => other === name)),
  },
  {
    cause: 'values-trimmed',
    text: both('The server trims values before signing. Leading and trailing spaces are part of a value.'),
    payloads: ({ payload }) => [
      withValues(payload, (json) => (json.startsWith('"') ? compactJson(bareText(json).trim()) : json)),
    ],
  },
];

function unquotedNumber(json: string): string {
  return /^"-?(0|[1-9]\d*)(\.\d+)?"$/.test(json) ? json.slice(1, -1) : json;
}

function compacted(text: string): string | undefined {
  return jsonMembers(`{"":${text}}`)?.get('');
}

/** Signatures that are right but for the payload they are made over; the same for base and kit interfaces. */
export function payloadMistakes(sign: (input: V2Signable) => string): Mistake<V2Input>[] {
  return [...wrongContents, ...wrongWritings].map(({ cause, text, payloads }) => ({
    cause,
    text,
    sign: (input) =>
      payloads(input)
        .filter((payload) => payload !== undefined)
        .map((payload) => sign({ ...input, payload })),
  }));
}
