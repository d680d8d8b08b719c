import { both } from '../../../text/translate.ts';
import { compactJson, jsonMembers, sortMembers, writeMembers } from '../../canonical-json.ts';
import type { V2MistakeInput } from '../../v2.ts';
import { javaMapToString, sortKeysDeeply, stringContent } from '../json-dialects.ts';
import type { InputMistake } from '../mistake.ts';
import { type PayloadMistake, serialisationMistakes } from './serialisation.ts';

type Member = readonly [name: string, json: string];

/** The payload with its top-level members changed. */
function mapMembers(
  json: string | undefined,
  change: (members: Member[]) => readonly Member[],
): string | undefined {
  const members = json === undefined ? undefined : jsonMembers(json);
  return members && writeMembers(change([...members]));
}

function mapValues(payload: string, write: (json: string) => string): string | undefined {
  return mapMembers(payload, (members) => members.map(([name, json]) => [name, write(json)]));
}

function dropMembers(payload: string, drop: (member: Member) => boolean): string | undefined {
  return mapMembers(payload, (members) => members.filter((member) => !drop(member)));
}

const isNull = ([, json]: Member) => json === 'null';

/** Mistakes in the members, values or order of the payload. */
const contentMistakes: readonly PayloadMistake[] = [
  {
    cause: 'keys-unsorted',
    text: both(
      'The server signs the body with its keys in the order received. Sort the top-level keys in ascending order before signing.',
    ),
    payloads: ({ wireText }) => [
      mapMembers(wireText, (members) => members.filter((member) => !isNull(member))),
    ],
  },
  {
    cause: 'keys-descending',
    text: both(
      'The server sorts the keys in descending order, as some versions of Huawei’s page say. Sort them in ascending order: activity comes before orderId.',
    ),
    payloads: ({ payload }) => [mapMembers(payload, (members) => sortMembers(members).reverse())],
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
    payloads: ({ wireText }) => [
      mapMembers(wireText, sortMembers),
      mapMembers(wireText, (members) => members),
    ],
  },
  {
    cause: 'empty-values-dropped',
    text: both('The server drops empty values before signing. Drop null only and keep "".'),
    payloads: ({ payload }) => [
      dropMembers(payload, ([, json]) => json === '""'),
      dropMembers(payload, ([, json]) => /^"\s*"$/.test(json)),
      dropMembers(payload, ([, json]) => ['""', '[]', '{}'].includes(json)),
    ],
  },
  {
    cause: 'nested-keys-sorted',
    text: both(
      'The server also sorts the keys of nested objects. Sort the top level only and keep nested values as received.',
    ),
    payloads: ({ payload, wireText }) => [sortKeysDeeply(payload), wireText && sortKeysDeeply(wireText)],
  },
  {
    cause: 'nested-as-text',
    text: both(
      'The server signs nested values as strings. Keep productInfo, userList and the like as nested JSON.',
    ),
    payloads: ({ payload }) =>
      [(json: string) => json, javaMapToString].map((write) =>
        mapValues(payload, (json) => (/^[[{]/.test(json) ? compactJson(write(json)) : json)),
      ),
  },
  {
    cause: 'text-as-nested',
    text: both('The server parses strings that contain JSON before signing. Keep strings as strings.'),
    payloads: ({ payload }) => [
      mapValues(payload, (json) => (/^"\s*[[{]/.test(json) ? (compactText(JSON.parse(json)) ?? json) : json)),
    ],
  },
  {
    cause: 'values-as-strings',
    text: both(
      'The server converts numbers and booleans to strings before signing. Read the body as Map<String, Object>, not as Map<String, String>.',
    ),
    payloads: ({ payload }) => [
      mapValues(payload, (json) => (/^["[{]/.test(json) ? json : `"${json}"`)),
      mapValues(payload, (json) => (json.startsWith('"') ? json : compactJson(json))),
    ],
  },
  {
    cause: 'numeric-strings-as-numbers',
    text: both(
      'The server converts numeric strings to numbers before signing ("testFlag":"1" becomes 1). Keep the types as received.',
    ),
    payloads: ({ payload }) => [
      mapValues(payload, unquoteNumber),
      mapMembers(payload, (members) =>
        members.map(([name, json]) => [name, name === 'testFlag' ? unquoteNumber(json) : json]),
      ),
    ],
  },
  {
    cause: 'test-flag-left-out',
    text: both('The server leaves testFlag out of the body to sign. Sign every key received.'),
    payloads: ({ payload }) => [dropMembers(payload, ([name]) => name === 'testFlag')],
  },
  {
    cause: 'activity-left-out',
    text: both('The server leaves activity out of the body to sign. Sign every key received.'),
    payloads: ({ payload }) => [dropMembers(payload, ([name]) => name === 'activity')],
  },
  {
    cause: 'parameter-left-out',
    text: both(
      'The server leaves a key out of the body to sign, most likely one that its own class does not define. Sign the body as received, not only the fields you know.',
    ),
    payloads: ({ payload }) =>
      [...(jsonMembers(payload)?.keys() ?? [])]
        .filter((name) => name !== 'testFlag' && name !== 'activity')
        .map((name) => dropMembers(payload, ([other]) => other === name)),
  },
  {
    cause: 'values-trimmed',
    text: both('The server trims values before signing. Leading and trailing spaces are part of a value.'),
    payloads: ({ payload }) => [
      mapValues(payload, (json) => (json.startsWith('"') ? compactJson(stringContent(json).trim()) : json)),
    ],
  },
];

function unquoteNumber(json: string): string {
  return /^"-?(0|[1-9]\d*)(\.\d+)?"$/.test(json) ? json.slice(1, -1) : json;
}

function compactText(text: string): string | undefined {
  return jsonMembers(`{"":${text}}`)?.get('');
}

/** Mistakes in the payload only; the same for base and kit interfaces. */
export const payloadMistakes: readonly InputMistake<V2MistakeInput>[] = [
  ...atStage('form', serialisationMistakes),
  ...atStage('content', contentMistakes),
];

function atStage(
  stage: 'content' | 'form',
  mistakes: readonly PayloadMistake[],
): InputMistake<V2MistakeInput>[] {
  return mistakes.map(({ cause, text, payloads }) => ({
    cause,
    text,
    stage,
    inputs: (input) =>
      payloads(input)
        .filter((payload) => payload !== undefined)
        .map((payload) => ({ ...input, payload })),
  }));
}
