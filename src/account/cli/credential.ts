import { concealSecrets } from '../../cli/output/edge.ts';
import { configurationError, usageError } from '../../errors/koo-error.ts';
import type { SiteId } from '../../openapi/sites.ts';
import type { Credential } from '../../signing/sdk-hmac.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Environment } from '../folders.ts';
import { findPairVariables } from './key-source.ts';

/**
 * The AK/SK pair of the environment that applies to a site, with the security token of the same source.
 *
 * @throws KooError (configuration, `INCOMPLETE_CREDENTIAL`) when the AK or the SK is missing; (usage, `INVALID_KEY`)
 */
export function environmentCredential(env: Environment, site?: SiteId): Credential | undefined {
  const names = findPairVariables(env, site);
  if (!names) return undefined;
  const [akName, skName, tokenName] = names;
  const [ak, sk, securityToken] = [env[akName], env[skName], env[tokenName]];
  concealSecrets([sk, securityToken]);
  if (ak && sk) {
    for (const name of names) assertHeaderText(name, env[name] ?? '');
    return { ak, sk, ...(securityToken && { securityToken }) };
  }
  const [present, missing] = ak ? [akName, skName] : [skName, akName];
  throw configurationError(
    'INCOMPLETE_CREDENTIAL',
    both('{present} is set, but {missing} is not', { present, missing }),
    both('Set both or neither.'),
  );
}

/**
 * Asserts that a value can be sent in a request header. A line break from a Windows file, or a character that is
 * invalid in a key, would fail later and look like a network failure.
 *
 * @param name of the source of the value, for the message
 * @throws KooError (usage, `INVALID_KEY`)
 */
export function assertHeaderText(name: string, value: string): void {
  if (/^[\x21-\x7e]*$/.test(value)) return;
  throw usageError(
    'INVALID_KEY',
    both('{name} contains a space, a line break or another character that is not allowed in a key', { name }),
    both('Copy the key again, without spaces or line breaks.'),
  );
}

/** An AK abbreviated for display. */
export function shortAk(ak: string): string {
  return ak.length < 12 ? `${ak.slice(0, 2)}…` : `${ak.slice(0, 4)}…${ak.slice(-4)}`;
}

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
