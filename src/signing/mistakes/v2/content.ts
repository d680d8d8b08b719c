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
      'Your server signs the body with its keys in the order of arrival. Sort the top-level keys ascending before you sign.',
    ),
    payloads: ({ wireText }) => [changed(wireText, (members) => members.filter((member) => !isNull(member)))],
  },
  {
    cause: 'keys-descending',
    text: both(
      'Your server sorts the keys descending, as some editions of the page say. Sort them ascending: activity comes before orderId.',
    ),
    payloads: ({ payload }) => [changed(payload, (members) => sortMembers(members).reverse())],
  },
  {
    cause: 'wire-text-signed',
    text: both(
      'Your server signs the body exactly as received. Sort the top-level keys ascending, drop null values and write compact JSON before you sign.',
    ),
    payloads: ({ wireText }) => [wireText, wireText?.trim()],
  },
  {
    cause: 'nulls-kept',
    text: both('Your server signs keys whose value is null. Drop them at the top level.'),
    payloads: ({ wireText }) => [changed(wireText, sortMembers), changed(wireText, (members) => members)],
  },
  {
    cause: 'empty-values-dropped',
    text: both('Your server drops empty values before signing. Only null is dropped; "" stays.'),
    payloads: ({ payload }) => [
      without(payload, ([, json]) => json === '""'),
      without(payload, ([, json]) => /^"\s*"$/.test(json)),
      without(payload, ([, json]) => ['""', '[]', '{}'].includes(json)),
    ],
  },
  {
    cause: 'nested-keys-sorted',
    text: both(
      'Your server sorts the keys of nested objects as well. Sort the top level only and leave nested values as they came.',
    ),
    payloads: ({ payload, wireText }) => [deeplySortedJson(payload), wireText && deeplySortedJson(wireText)],
  },
  {
    cause: 'nested-as-text',
    text: both(
      'Your server signs nested values as text. Keep productInfo, userList and the like as JSON inside the JSON.',
    ),
    payloads: ({ payload }) =>
      [(json: string) => json, javaMapText].map((write) =>
        withValues(payload, (json) => (/^[[{]/.test(json) ? compactJson(write(json)) : json)),
      ),
  },
  {
    cause: 'text-as-nested',
    text: both('Your server parses values that are text holding JSON before signing. Leave text as text.'),
    payloads: ({ payload }) => [
      withValues(payload, (json) => (/^"\s*[[{]/.test(json) ? (compacted(JSON.parse(json)) ?? json) : json)),
    ],
  },
  {
    cause: 'values-as-strings',
    text: both(
      'Your server turns numbers and true/false into text before signing. Read the body as a map of any values, not as a map of strings.',
    ),
    payloads: ({ payload }) => [
      withValues(payload, (json) => (/^["[{]/.test(json) ? json : `"${json}"`)),
      withValues(payload, (json) => (json.startsWith('"') ? json : compactJson(json))),
    ],
  },
  {
    cause: 'numeric-strings-as-numbers',
    text: both(
      'Your server turns text made of digits into numbers before signing ("testFlag":"1" into 1). Keep the types as received.',
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
    text: both('Your server leaves testFlag out of the signed body. Sign every key that arrived.'),
    payloads: ({ payload }) => [without(payload, ([name]) => name === 'testFlag')],
  },
  {
    cause: 'activity-left-out',
    text: both('Your server leaves activity out of the signed body. Sign every key that arrived.'),
    payloads: ({ payload }) => [without(payload, ([name]) => name === 'activity')],
  },
  {
    cause: 'parameter-left-out',
    text: both(
      'Your server leaves a key out of the signed body, most likely one that its own class does not have. Sign the body as received, not the fields you know.',
    ),
    payloads: ({ payload }) =>
      [...(jsonMembers(payload)?.keys() ?? [])]
        .filter((name) => name !== 'testFlag' && name !== 'activity')
        .map((name) => without(payload, ([other]) => other === name)),
  },
  {
    cause: 'values-trimmed',
    text: both('Your server trims values before signing. Blanks around a value are part of it.'),
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
