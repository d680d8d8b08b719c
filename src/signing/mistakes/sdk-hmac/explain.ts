import type { Localized } from '../../../text/localized.ts';
import type { SignableRequest } from '../../sdk-hmac-canonical.ts';
import { describePair } from '../mistake.ts';
import { bodyMistakes } from './body.ts';
import {
  correctDraft,
  type Draft,
  type SdkInput,
  type SdkMistake,
  signDraft,
  writeCanonicalRequest,
  writeStringToSign,
} from './draft.ts';
import { keyAndStringMistakes } from './key.ts';
import { requestMistakes } from './request.ts';

/** Known mistakes in SDK-HMAC-SHA256 signatures, the most likely first. */
export const sdkMistakes = [...requestMistakes, ...bodyMistakes, ...keyAndStringMistakes];

/** How a client came to its signature. */
export interface SdkExplanation {
  /** Id of the mistake, or of two joined with `+`. */
  readonly cause: string;
  readonly text: Localized;
  /** The canonical request that the client signed. */
  readonly canonical: string;
  readonly stringToSign: string;
}

/** Mistakes that are often made together with another one; all pairs would take seconds. */
export const frequentCauses: ReadonlySet<string> = new Set([
  'no-trailing-slash',
  'path-encoded-twice',
  'query-not-sorted',
  'query-encoded-as-form',
  'no-query',
  'host-port',
  'other-host',
  'content-type-changed',
  'header-not-listed',
  'header-names-upper-case',
  'no-empty-line',
  'body-not-hashed',
  'body-with-spaces',
  'body-serialised-again',
  'space-in-secret',
  'signature-base64',
]);
const frequentMistakes = sdkMistakes.filter(({ cause }) => frequentCauses.has(cause));

/** How many variants of a mistake are tried together with another one. */
const maxVariants = 6;
/** Longest URL and headers, in characters, and most headers, whose mistake is searched: hundreds of signatures. */
export const maxSearched = 32 * 1024;
export const maxSearchedHeaders = 100;
/** Longest URL, headers and body, in characters, with which two mistakes are tried together: thousands of signatures. */
const maxPaired = 16 * 1024;

/** Whether the mistake in a request is searched. */
export function isSearched({ request, signed }: SdkInput): boolean {
  const isShort = headLength(request) <= maxSearched;
  return isShort && Math.max(request.headers.length, signed.length) <= maxSearchedHeaders;
}

function headLength({ url, headers }: SignableRequest): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length, url.href.length);
}

/**
 * The known mistake, or two of them, that produces a wrong signature; `undefined` if none does.
 *
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 */
export function explainSdkSignature(input: SdkInput, given: string): SdkExplanation | undefined {
  if (!isSearched(input)) return undefined;
  const correct = correctDraft(input);
  for (const mistake of sdkMistakes) {
    const draft = drafts(mistake, correct, input).find((one) => signDraft(one) === given);
    if (draft) return buildExplanation(draft, mistake.cause, describeMistake(mistake, draft));
  }
  if (headLength(input.request) + input.request.body.length > maxPaired) return undefined;
  for (const [at, first] of frequentMistakes.entries()) {
    for (const changed of drafts(first, correct, input).slice(0, maxVariants)) {
      for (const second of frequentMistakes.slice(at + 1).filter(({ part }) => part !== first.part)) {
        const draft = drafts(second, changed, input)
          .slice(0, maxVariants)
          .find((both) => signDraft(both) === given);
        if (!draft) continue;
        const text = describePair(describeMistake(first, changed), describeMistake(second, draft));
        return buildExplanation(draft, `${first.cause}+${second.cause}`, text);
      }
    }
  }
  return undefined;
}

/** The drafts of a client with a mistake, without those that the mistake leaves as they are. */
function drafts({ changes }: SdkMistake, from: Draft, input: SdkInput): Draft[] {
  return changes(from, input)
    .filter((change) => Object.entries(change).some(([name, value]) => from[name as keyof Draft] !== value))
    .map((change) => ({ ...from, ...change }));
}

function describeMistake({ text }: SdkMistake, { detail }: Draft): Localized {
  return typeof text === 'function' ? text(detail) : text;
}

function buildExplanation(draft: Draft, cause: string, text: Localized): SdkExplanation {
  return { cause, text, canonical: writeCanonicalRequest(draft), stringToSign: writeStringToSign(draft) };
}
