import { canPrompt, type PromptOptions, prompt } from '../../../cli/prompts.ts';
import type { Keys } from '../../../signing/key-class.ts';
import type { Credential } from '../../../signing/sdk-hmac.ts';
import { both } from '../../../text/translate.ts';
import type { Secrets } from '../../credentials/secrets.ts';
import type { Environment } from '../../folders.ts';
import type { LoginKeyOptions } from '../api-flags.ts';
import { assertHeaderText } from '../credential.ts';
import {
  assertKey,
  assertSingleStdin,
  inputKeySources,
  keyClasses,
  keyInputs,
  readKey,
  resolveKeys,
} from '../keys.ts';

/** The keys to log in with. */
export interface LoginKeys {
  readonly credential: Credential;
  readonly accessKeys: Keys;
}

/**
 * Reads keys from flags and the environment, and prompts for missing ones.
 *
 * @param stored keys of the profile for the same address. Its access keys are kept; its AK/SK are kept if only access
 * keys are given
 * @throws KooError (usage) `MISSING_VALUE` without a terminal to prompt on, `STDIN_TAKEN`, `INVALID_KEY`;
 * (interrupted) `CANCELLED`
 */
export async function loginKeys(
  flags: LoginKeyOptions,
  stored: Secrets | undefined,
  env: Environment,
  prompts: PromptOptions,
): Promise<LoginKeys> {
  const fileFlags = ['sk-file', ...keyClasses.map((keyClass) => keyInputs[keyClass].flag)] as const;
  const fromStdin = fileFlags.filter((flag) => flags[flag] === '-');
  assertSingleStdin(flags['sk-stdin'] ? [...fromStdin, 'sk-stdin'] : fromStdin);
  const given = await readPair(flags, env);
  const files = keyClasses.some((keyClass) => flags[keyInputs[keyClass].flag] !== undefined);
  const reused = stored && !given.ak && !given.sk && files ? stored : undefined;
  const ak = reused?.ak ?? given.ak ?? (await prompt(questions.ak, prompts));
  assertHeaderText('AK', ak);
  const sk = reused?.sk ?? given.sk ?? (await prompt(questions.sk, prompts));
  assertHeaderText('SK', sk);
  const securityToken = reused ? reused.securityToken : given.securityToken;
  assertHeaderText('KOO_SECURITY_TOKEN', securityToken ?? '');
  const accessKeys = await resolveKeys(flags, { ...inputKeySources, env });
  const prompted = canPrompt(prompts) ? await promptAccessKeys(accessKeys, stored, prompts) : {};
  return {
    credential: { ak, sk, ...(securityToken && { securityToken }) },
    accessKeys: { ...stored?.accessKeys, ...accessKeys, ...prompted },
  };
}

async function readPair(flags: LoginKeyOptions, env: Environment): Promise<Partial<Credential>> {
  const file = flags['sk-stdin'] ? '-' : flags['sk-file'];
  const ak = flags.ak || env.KOO_AK;
  const sk =
    file === undefined ? env.KOO_SK : await readKey(file, flags['sk-stdin'] ? 'sk-stdin' : 'sk-file');
  if (ak || sk) return pair(ak, sk, env.KOO_SECURITY_TOKEN);
  return pair(env.HUAWEICLOUD_SDK_AK, env.HUAWEICLOUD_SDK_SK, env.HUAWEICLOUD_SDK_SECURITY_TOKEN);
}

function pair(ak?: string, sk?: string, securityToken?: string): Partial<Credential> {
  return { ...(ak && { ak }), ...(sk && { sk }), ...(securityToken && { securityToken }) };
}

async function promptAccessKeys(
  given: Keys,
  stored: Secrets | undefined,
  prompts: PromptOptions,
): Promise<Keys> {
  const prompted: Record<string, string> = {};
  for (const keyClass of keyClasses) {
    if (given[keyClass] !== undefined || stored?.accessKeys[keyClass] !== undefined) continue;
    const { name, variable } = keyInputs[keyClass];
    const message = both('Access key of {name} (Enter to skip)', { name });
    const key = await prompt({ message, instead: variable, secret: true, optional: true }, prompts);
    if (key) prompted[keyClass] = assertKey(key, name.en);
  }
  return prompted;
}

const questions = {
  ak: {
    message: both('AK (access key ID)'),
    instead: '--ak',
    missing: {
      message: both('The AK (access key ID) is missing'),
      hint: both('Use --ak or set KOO_AK.'),
    },
  },
  sk: {
    message: both('SK (secret access key)'),
    instead: '--sk-file',
    missing: {
      message: both('The SK (secret access key) is missing'),
      hint: both('Use --sk-file or --sk-stdin, or set KOO_SK.'),
    },
    secret: true,
  },
};
