import { equalsConstantTime } from '../../../signing/bytes.ts';
import type { Mistake } from '../../../signing/mistakes/mistake.ts';
import { explainUsageSignature, type UsageMistakeInput } from '../../../signing/mistakes/usage.ts';
import { usageSignature } from '../../../signing/usage-signature.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { connections, keysOf } from '../../market/model/records.ts';
import type { Account } from '../../state/accounts.ts';
import type { Database } from '../../state/database.ts';

/** The header `signature` of a usage push, with its inputs. */
export interface UsageProof {
  readonly ts: string;
  readonly nonce: string;
  readonly signature: string;
  /** The body as sent, and parsed. */
  readonly text: string;
  readonly body: JsonObject;
}

export interface UsageVerification {
  readonly isValid: boolean;
  /** The text to sign, without the access key. */
  readonly signedText: string;
  /** Finds the known mistake that leads to the signature: hundreds of signatures for each key. */
  readonly explain: () => UsageExplanation;
}

interface UsageExplanation {
  readonly mistake?: Mistake<UsageMistakeInput>;
  /** The right signature: with the key of the mistake, else with the published one. */
  readonly expected: string;
}

export interface UsageKey {
  readonly key: string;
  /** The connections that have stored the key; none for the published key. */
  readonly products: readonly string[];
}

/** Returns the published access key of an account, then those that its connections have stored. */
export function usageKeysOf(database: Database, { id, accessKey }: Account): [UsageKey, ...UsageKey[]] {
  const products = new Map<string, string[]>();
  for (const { product, seller } of connections(database)) {
    const { base } = keysOf(database, product);
    if (seller !== id || base === undefined || base === accessKey) continue;
    products.set(base, [...(products.get(base) ?? []), product]);
  }
  return [
    { key: accessKey, products: [] },
    ...[...products].map(([key, named]) => ({ key, products: named })),
  ];
}

/**
 * Verifies the header `signature` of a usage push with the access keys of the account that sent it.
 *
 * @param keys any of which may sign
 * @param sk of the account, to tell when it was used in place of the access key
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function verifyUsageProof(
  { ts, nonce, signature, text, body }: UsageProof,
  keys: readonly [UsageKey, ...UsageKey[]],
  sk: string,
): UsageVerification {
  const sorted = canonicalJson(body);
  const signatureOf = (key: string, signed: string) => usageSignature({ key, ts, nonce, body: signed });
  // A body with sorted keys may be signed as sent; any other is signed in its sorted form.
  const texts = isSorted(body) ? [text, sorted] : [sorted];
  const isValid = keys.some(({ key }) =>
    texts.some((signed) => equalsConstantTime(signatureOf(key, signed), signature)),
  );
  return {
    isValid,
    signedText: `ts=${ts}&nonce=${nonce}&body=${sorted}`,
    explain() {
      for (const { key } of isValid ? [] : keys) {
        const mistake = explainUsageSignature({ key, ts, nonce, body: sorted, sent: text, sk }, signature);
        if (mistake) return { mistake, expected: signatureOf(key, sorted) };
      }
      return { expected: signatureOf(keys[0].key, sorted) };
    },
  };
}

function isSorted(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return (
    names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name) &&
    Object.values(value).every(isSorted)
  );
}

/** Serialises compact JSON with ascending keys at every level, which is how koo reads "sorted naturally". */
export function canonicalJson(value: JsonValue): string {
  return JSON.stringify(sortKeys(value));
}

function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sortKeys(value[name] ?? null)]));
}
