import type { SiteId } from '../../openapi/sites.ts';
import type { KeyClass } from '../../signing/key-class.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Environment } from '../folders.ts';
import type { Profile } from '../settings.ts';

/** Where a key comes from. */
export type KeySource = 'environment' | 'profile' | 'sandbox';

/** The variable of the access key of each interface class. */
export const accessKeyVariables = {
  base: 'KOO_ACCESS_KEY',
  kit: 'KOO_KIT_KEY',
  license: 'KOO_LICENSE_KEY',
  notify: 'KOO_NOTIFY_KEY',
} as const satisfies Record<KeyClass, string>;

/** Variables of an AK/SK pair: AK, SK and security token, which are used together or not at all. */
const pairVariables = ['KOO_AK', 'KOO_SK', 'KOO_SECURITY_TOKEN'] as const;
const sdkPairVariables = [
  'HUAWEICLOUD_SDK_AK',
  'HUAWEICLOUD_SDK_SK',
  'HUAWEICLOUD_SDK_SECURITY_TOKEN',
] as const;
type PairVariables = typeof pairVariables | typeof sdkPairVariables;

/** The facts that decide where a key comes from. */
export interface KeyContext {
  readonly env: Environment;
  /** The site to call; absent for commands that call no site. */
  readonly site?: SiteId | undefined;
  /** The profile from `--profile`, else from `KOO_PROFILE`, `koo.yaml` or the settings. */
  readonly profile?: Pick<Profile, 'secrets' | 'accessKeys'> | undefined;
  /** Whether `--profile` names the profile. */
  readonly isNamed?: boolean | undefined;
}

/** Where a key comes from, without the key itself. */
export interface KeyLocation {
  /** Absent if there is no key. */
  readonly source?: KeySource;
  /** The variables that are set for this key. They are not used if the source is not the environment. */
  readonly variables: readonly string[];
}

/**
 * Locates the AK/SK pair or an access key. The one rule for all keys: a profile that `--profile` names, else `KOO_…`,
 * else `HUAWEICLOUD_SDK_…`, else the profile of `KOO_PROFILE`, `koo.yaml` or the settings. A profile that `--profile`
 * names is the only source: where it lacks a key, the key of another account must not take its place.
 *
 * The variables of Huawei's SDKs apply to Huawei's own sites only. The access key of the sandbox belongs to its AK/SK,
 * so the environment's is used there only with the environment's AK/SK.
 */
export function locateKey(key: 'pair' | KeyClass, context: KeyContext): KeyLocation {
  const { site, isNamed } = context;
  const variables = exportedVariables(key, context);
  const isUsable =
    site !== 'sandbox' || key === 'pair' || locateKey('pair', context).source === 'environment';
  if (variables.length > 0 && !isNamed && isUsable) return { source: 'environment', variables };
  const source = site === 'sandbox' ? sandboxSource(key) : profileSource(key, context);
  return { ...(source && { source }), variables };
}

/** The variables that are set for a key at its site. */
function exportedVariables(key: 'pair' | KeyClass, { env, site }: KeyContext): readonly string[] {
  const isSet = (name: string) => Boolean(env[name]);
  if (key !== 'pair') return [accessKeyVariables[key]].filter(isSet);
  return findPairVariables(env, site)?.filter(isSet) ?? [];
}

/** The names of AK, SK and security token in the environment; `undefined` if no pair is set for the site. */
export function findPairVariables(env: Environment, site?: SiteId): PairVariables | undefined {
  const isPublished = site !== 'custom' && site !== 'sandbox';
  const candidates = isPublished ? [pairVariables, sdkPairVariables] : [pairVariables];
  return candidates.find(([ak, sk]) => env[ak] || env[sk]);
}

function sandboxSource(key: 'pair' | KeyClass): KeySource | undefined {
  return key === 'pair' || key === 'base' ? 'sandbox' : undefined;
}

function profileSource(key: 'pair' | KeyClass, { profile }: KeyContext): KeySource | undefined {
  const hasKey = profile?.secrets && (key === 'pair' || profile.accessKeys?.includes(key));
  return hasKey ? 'profile' : undefined;
}

/**
 * Notice about variables that are set but not used because of `--profile`; `undefined` if there are none.
 *
 * @param keys that the command uses
 */
export function idleNotice(keys: readonly ('pair' | KeyClass)[], context: KeyContext): Localized | undefined {
  const variables = context.isNamed ? keys.flatMap((key) => exportedVariables(key, context)) : [];
  return variables.length > 0
    ? both('koo does not use {variables, and}, because --profile names a profile.', { variables })
    : undefined;
}
