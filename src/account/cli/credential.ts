import { KooError, usageError } from '../../errors/koo-error.ts';
import type { Credential } from '../../signing/sdk-hmac.ts';
import { both } from '../../text/translate.ts';
import type { Environment } from '../folders.ts';

/**
 * Keys that the environment gives: `KOO_AK` and `KOO_SK`, with `KOO_SECURITY_TOKEN` for temporary ones; else those
 * of Huawei's own SDKs, unless they are not wanted.
 *
 * @throws KooError (configuration, `INCOMPLETE_CREDENTIAL`) when one of the two is missing
 */
export function environmentCredential(env: Environment, sdkNames = true): Credential | undefined {
  const own = pair(env, 'KOO_AK', 'KOO_SK', 'KOO_SECURITY_TOKEN');
  if (own || !sdkNames) return own;
  return pair(env, 'HUAWEICLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK', 'HUAWEICLOUD_SDK_SECURITY_TOKEN');
}

function pair(env: Environment, akName: string, skName: string, tokenName: string): Credential | undefined {
  const [ak, sk, securityToken] = [env[akName], env[skName], env[tokenName]];
  if (!ak && !sk) return undefined;
  if (ak && sk) {
    for (const name of [akName, skName, tokenName]) assertHeaderText(name, env[name] ?? '');
    return { ak, sk, ...(securityToken && { securityToken }) };
  }
  const [present, missing] = ak ? [akName, skName] : [skName, akName];
  throw new KooError({
    category: 'configuration',
    code: 'INCOMPLETE_CREDENTIAL',
    message: both('{present} is set, but {missing} is not', { present, missing }),
    hint: both('Set both or neither.'),
  });
}

/**
 * Passes what a request header can hold. A line end of a Windows file, or a character that no key has, would fail
 * later and look like a network fault.
 *
 * @param name where the value is from, for the message
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

/** An AK as it is shown: enough to recognise it. */
export function shortAk(ak: string): string {
  return ak.length < 12 ? `${ak.slice(0, 2)}…` : `${ak.slice(0, 4)}…${ak.slice(-4)}`;
}
