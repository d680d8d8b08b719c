import type { Environment } from '../profiles/folders.ts';
import type { Credential } from '../signing/sdk-hmac.ts';
import { Failure } from './failure.ts';

/**
 * Keys that the environment gives: `KOO_AK` and `KOO_SK`, with `KOO_SECURITY_TOKEN` for temporary ones; else those
 * of Huawei's own SDKs, unless they are not wanted.
 *
 * @throws Failure (configuration, `INCOMPLETE_CREDENTIAL`) when one of the two is missing
 */
export function environmentCredential(env: Environment, sdkNames = true): Credential | undefined {
  const own = pair(env, 'KOO_AK', 'KOO_SK', 'KOO_SECURITY_TOKEN');
  if (own || !sdkNames) return own;
  return pair(env, 'HUAWEICLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK', 'HUAWEICLOUD_SDK_SECURITY_TOKEN');
}

function pair(env: Environment, akName: string, skName: string, tokenName: string): Credential | undefined {
  const [ak, sk, securityToken] = [env[akName], env[skName], env[tokenName]];
  if (!ak && !sk) return undefined;
  if (ak && sk) return { ak, sk, ...(securityToken && { securityToken }) };
  const [there, missing] = ak ? [akName, skName] : [skName, akName];
  throw new Failure({
    category: 'configuration',
    code: 'INCOMPLETE_CREDENTIAL',
    message: { en: `${there} is set, ${missing} is not`, zh: `已设置 ${there}，但未设置 ${missing}` },
    hint: { en: 'Set both or neither.', zh: '请同时设置，或都不设置。' },
  });
}
