import { equalsConstantTime } from '../signing/bytes.ts';
import type { Mistake } from '../signing/mistakes/mistake.ts';
import { explainUsageSignature, type UsageMistakeInput } from '../signing/mistakes/usage.ts';
import { usageSignature } from '../signing/usage-signature.ts';
import { isObject, type JsonObject, type JsonValue } from '../text/json.ts';
import type { Account } from './accounts.ts';

/** The header `signature` of a usage push, and what it is made of. */
export interface UsageProof {
  readonly ts: string;
  readonly nonce: string;
  readonly signature: string;
  /** The body as sent, and what it says. */
  readonly text: string;
  readonly body: JsonObject;
}

export interface UsageVerification {
  readonly isValid: boolean;
  /** What is to be signed; the access key is not in it. */
  readonly signedText: string;
  readonly expected: string;
  /** Finds the known mistake that leads to the signature: hundreds of signatures. */
  readonly explain: () => Mistake<UsageMistakeInput> | undefined;
}

/**
 * Verifies the header `signature` of a usage push with the keys of the account that sent it.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function verifyUsageProof(
  { ts, nonce, signature, text, body }: UsageProof,
  { accessKey: key, credential }: Pick<Account, 'accessKey' | 'credential'>,
): UsageVerification {
  const sorted = canonicalJson(body);
  const signatureOf = (signed: string) => usageSignature({ key, ts, nonce, body: signed });
  const fits = (signed: string) => equalsConstantTime(signatureOf(signed), signature);
  // A body whose keys are sorted may be signed as sent; any other body is signed in its sorted form.
  const isValid = (isSorted(body) && fits(text)) || fits(sorted);
  return {
    isValid,
    signedText: `ts=${ts}&nonce=${nonce}&body=${sorted}`,
    expected: signatureOf(sorted),
    explain: () =>
      isValid
        ? undefined
        : explainUsageSignature({ key, ts, nonce, body: sorted, sent: text, sk: credential.sk }, signature),
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

/** Compact JSON with the keys ascending at every level: what "sorted naturally" is read as. */
export function canonicalJson(value: JsonValue): string {
  return JSON.stringify(sortKeys(value));
}

function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sortKeys(value[name] ?? null)]));
}
