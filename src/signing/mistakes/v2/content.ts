import { oncePerInput } from '../../../text/once.ts';
import { both } from '../../../text/translate.ts';
import { compactJson, jsonMembers, jsonTokens, sortMembers, writeMembers } from '../../canonical-json.ts';
import type { V2MistakeInput } from '../../v2.ts';
import { javaMapToString, sortKeysDeeply, stringContent } from '../json-dialects.ts';
import { type InputMistake, maxLeftOut } from '../mistake.ts';
import { type PayloadMistake, serialisationMistakes } from './serialisation.ts';

type Member = readonly [name: string, json: string];

type Members = readonly Member[] | undefined;

/** The top-level members of the payload; `undefined` if it is not a JSON object. */
const membersOf = oncePerInput(({ payload }: V2MistakeInput): Members => readMembers(payload));
/** Those of the body as received, in its order. */
const receivedMembersOf = oncePerInput(
  ({ wireText }: V2MistakeInput): Members => readMembers(wireText ?? ''),
);

function readMembers(json: string): Members {
  const members = jsonMembers(json);
  return members && [...members];
}

function write(members: Members): string | undefined {
  return members && writeMembers(members);
}

/** The payload with its values changed. */
function mapValues(input: V2MistakeInput, change: (json: string) => string): string | undefined {
  return write(membersOf(input)?.map(([name, json]) => [name, change(json)]));
}

function dropMembers(input: V2MistakeInput, drop: (member: Member) => boolean): string | undefined {
  return write(membersOf(input)?.filter((member) => !drop(member)));
}

const isNull = ([, json]: Member) => json === 'null';

/** Mistakes in the members, values or order of the payload. */
const contentMistakes: readonly PayloadMistake[] = [
  {
    cause: 'keys-unsorted',
    text: both(
      'The server signs the body with its keys in the order received. Sort the top-level keys in ascending order before signing.',
    ),
    payloads: (input) => [write(receivedMembersOf(input)?.filter((member) => !isNull(member)))],
  },
  {
    cause: 'keys-descending',
    text: both(
      'The server sorts the keys in descending order, as some versions of Huawei’s page say. Sort them in ascending order: activity comes before orderId.',
    ),
    payloads: (input) => {
      const members = membersOf(input);
      return [write(members && sortMembers(members).reverse())];
    },
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
    payloads: (input) => {
      const members = receivedMembersOf(input);
      return [write(members && sortMembers(members)), write(members)];
    },
  },
  {
    cause: 'empty-values-dropped',
    text: both('The server drops empty values before signing. Drop null only and keep "".'),
    payloads: (input) => [
      dropMembers(input, ([, json]) => json === '""'),
      dropMembers(input, ([, json]) => /^"\s*"$/.test(json)),
      dropMembers(input, ([, json]) => ['""', '[]', '{}'].includes(json)),
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
    payloads: (input) =>
      [(json: string) => json, (json: string) => javaMapToString(jsonTokens(json))].map((change) =>
        mapValues(input, (json) => (/^[[{]/.test(json) ? compactJson(change(json)) : json)),
      ),
  },
  {
    cause: 'text-as-nested',
    text: both('The server parses strings that contain JSON before signing. Keep strings as strings.'),
    payloads: (input) => [
      mapValues(input, (json) => (/^"\s*[[{]/.test(json) ? (compactText(JSON.parse(json)) ?? json) : json)),
    ],
  },
  {
    cause: 'values-as-strings',
    text: both(
      'The server converts numbers and booleans to strings before signing. Read the body as Map<String, Object>, not as Map<String, String>.',
    ),
    payloads: (input) => [
      mapValues(input, (json) => (/^["[{]/.test(json) ? json : `"${json}"`)),
      mapValues(input, (json) => (json.startsWith('"') ? json : compactJson(json))),
    ],
  },
  {
    cause: 'numeric-strings-as-numbers',
    text: both(
      'The server converts numeric strings to numbers before signing ("testFlag":"1" becomes 1). Keep the types as received.',
    ),
    payloads: (input) => [
      mapValues(input, unquoteNumber),
      write(
        membersOf(input)?.map(([name, json]) => [name, name === 'testFlag' ? unquoteNumber(json) : json]),
      ),
    ],
  },
  {
    cause: 'test-flag-left-out',
    text: both('The server leaves testFlag out of the body to sign. Sign every key received.'),
    payloads: (input) => [dropMembers(input, ([name]) => name === 'testFlag')],
  },
  {
    cause: 'activity-left-out',
    text: both('The server leaves activity out of the body to sign. Sign every key received.'),
    payloads: (input) => [dropMembers(input, ([name]) => name === 'activity')],
  },
  {
    cause: 'parameter-left-out',
    text: both(
      'The server leaves a key out of the body to sign, most likely one that its own class does not define. Sign the body as received, not only the fields you know.',
    ),
    payloads: (input) =>
      (membersOf(input) ?? [])
        .map(([name]) => name)
        .filter((name) => name !== 'testFlag' && name !== 'activity')
        .slice(0, maxLeftOut)
        .map((name) => dropMembers(input, ([other]) => other === name)),
  },
  {
    cause: 'values-trimmed',
    text: both('The server trims values before signing. Leading and trailing spaces are part of a value.'),
    payloads: (input) => [
      mapValues(input, (json) => (json.startsWith('"') ? compactJson(stringContent(json).trim()) : json)),
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
