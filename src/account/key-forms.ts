import type { Localized } from '../text/localized.ts';
import { both } from '../text/translate.ts';

/** Lengths in Huawei's published samples. No page states a rule, and temporary AKs may be longer. */
const usualLength = { ak: 20, sk: 40 };

/** Whether a text has the form of an AK, as in Huawei's samples: at least 20 upper-case letters and digits. */
export function looksLikeAk(text: string): boolean {
  return /^[A-Z0-9]{20,}$/.test(text);
}

/** Whether a text has the form of an SK, as in Huawei's samples: at least 40 characters, some in lower case. */
export function looksLikeSk(text: string): boolean {
  return /^[\x21-\x7e]{40,}$/.test(text) && /[a-z]/.test(text);
}

/** Whether an AK is a temporary one, which is sent with a security token. */
export function isTemporaryAk(ak: string): boolean {
  return looksLikeAk(ak) && (ak.length > usualLength.ak || ak.startsWith('HST'));
}

/**
 * Returns what is unusual about an AK of Huawei's sites. Not an error: Huawei may issue other forms.
 *
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html for a sample
 */
export function unusualAk(ak: string): Localized | undefined {
  if (looksLikeAk(ak)) return undefined;
  if (!/^[A-Z0-9]*$/.test(ak)) return both('An AK consists of upper-case letters and digits');
  const facts = { usual: usualLength.ak, length: ak.length };
  return both('An AK has {usual} characters; this one has {length}', facts);
}

/** Returns what is unusual about an SK of Huawei's sites; not an error either. */
export function unusualSk(sk: string): Localized | undefined {
  if (sk.length === usualLength.sk) return undefined;
  const facts = { usual: usualLength.sk, length: sk.length };
  return both('An SK has {usual} characters; this one has {length}', facts);
}
