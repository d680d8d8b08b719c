import { usageError } from '../../errors/koo-error.ts';
import type { JsonValue } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import type { Parameter, ProofPart, Protocol, Sealed, SealInput } from '../protocols/model.ts';

export const tamperings = ['signature', 'timestamp', 'nonce', 'body', 'key'] as const;

/** The part of a callback to forge; each makes only the signature wrong. */
export type Tampering = (typeof tamperings)[number];

/**
 * Signs a callback with another key, or changes a part of it after signing.
 *
 * @throws KooError (usage) `NO_NONCE` if the protocol has no nonce
 */
export function signForged(protocol: Protocol, input: SealInput, tampering: Tampering): Sealed {
  const { signature, timestamp, nonce } = protocol.proof;
  if (tampering === 'key') return protocol.seal({ ...input, key: `${input.key}-forged` });
  const sealed = protocol.seal(input);
  switch (tampering) {
    case 'signature':
      return replacePart(sealed, signature, changeFirst(readPart(sealed, signature) ?? ''));
    case 'timestamp':
      return replacePart(sealed, timestamp, changeLast(input.timestamp));
    case 'nonce':
      if (!nonce) {
        throw usageError(
          'NO_NONCE',
          both('Requests of {id} have no nonce', { id: protocol.id }),
          both('Use --tamper with signature, timestamp, body or key.'),
        );
      }
      return replacePart(sealed, nonce, changeFirst(input.nonce));
    case 'body':
      return forgeValue(sealed, input);
  }
}

/** Replaces the first character with another of the same alphabet, so that the format stays valid. */
function changeFirst(text: string): string {
  return (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
}

/** Replaces the last digit, so that the timestamp stays recent but differs from the signed one. */
function changeLast(digits: string): string {
  return digits.slice(0, -1) + ((Number(digits.slice(-1)) + 1) % 10);
}

function forgeValue(sealed: Sealed, { values }: SealInput): Sealed {
  const [name, value] = Object.entries(values).find(
    ([field, content]) => typeof content === 'string' && content !== '' && field !== 'testFlag',
  ) ?? ['kooForged', ''];
  return replaceField(sealed, name, `${value}0`);
}

/** The value of a part of the signature in a signed callback. */
export function readPart(sealed: Sealed, part: ProofPart): string | undefined {
  const list = part.in === 'header' ? sealed.headers : sealed.query;
  return list.find(([name]) => name.toLowerCase() === part.name.toLowerCase())?.[1];
}

/** Replaces a part of the signature, or removes it (`undefined`), without signing again. */
export function replacePart(sealed: Sealed, part: ProofPart, value: string | undefined): Sealed {
  const replace = (list: readonly Parameter[]) =>
    list.flatMap((entry): Parameter[] => {
      if (entry[0].toLowerCase() !== part.name.toLowerCase()) return [entry];
      return value === undefined ? [] : [[entry[0], value]];
    });
  if (part.in === 'header') return { ...sealed, headers: replace(sealed.headers) };
  if (part.in === 'query') return { ...sealed, query: replace(sealed.query) };
  return replaceBodyField(sealed, part.name, value);
}

/** Replaces, adds or removes (`undefined`) a field of the payload, without signing again. */
export function replaceField(sealed: Sealed, name: string, value: JsonValue | undefined): Sealed {
  if (sealed.body !== undefined) return replaceBodyField(sealed, name, value);
  const others = sealed.query.filter(([key]) => key !== name);
  return { ...sealed, query: value === undefined ? others : [...others, [name, String(value)]] };
}

function replaceBodyField(sealed: Sealed, name: string, value: JsonValue | undefined): Sealed {
  const body: Record<string, unknown> = JSON.parse(sealed.body ?? '{}');
  if (value === undefined) delete body[name];
  else body[name] = value;
  return { ...sealed, body: JSON.stringify(body) };
}
