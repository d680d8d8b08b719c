import { oneOf } from '../../cli/flags/choice.ts';
import { type SiteId, siteIds } from '../../openapi/sites.ts';
import type { Environment } from '../folders.ts';
import type { Profile, Settings } from '../settings.ts';
import { requireProfile } from './stores.ts';

/** What flags say about whom to call as whom. */
export interface TargetFlags {
  readonly profile?: string | undefined;
  readonly site?: SiteId | undefined;
  readonly endpoint?: string | undefined;
}

/** Whom to call as whom. */
export interface Target {
  /** The profile in use, where there is one. */
  readonly name?: string;
  readonly profile?: Profile;
  readonly site: SiteId;
  /** Where the site has no address of its own. */
  readonly endpoint?: string;
}

/** A place that may name a profile or a site; a site of its own goes before that of its profile. */
interface Level {
  readonly profile?: string | undefined;
  readonly site?: SiteId | undefined;
}

interface TargetSources {
  readonly env: Environment;
  readonly settings: Settings;
  /** What `koo.yaml` says. It names no address: it may be another's file. */
  readonly config: Level;
}

/**
 * Chooses profile and site: flags, then the environment, then `koo.yaml`, then the current profile; without any the
 * Chinese site. The first place that names a site or a profile decides the site.
 *
 * @throws KooError (usage) for an unknown site, (configuration) for an unknown profile
 */
export function resolveTarget(flags: TargetFlags, { env, settings, config }: TargetSources): Target {
  const { current } = settings;
  const isKnown = (name: string) => Object.hasOwn(settings.profiles, name);
  // The file is shared, the profile is not: a pipeline with keys in the environment gets by without it.
  const shared = config.profile !== undefined && (isKnown(config.profile) || !env.KOO_AK);
  const levels: readonly Level[] = [
    { profile: flags.profile, site: flags.site ?? (flags.endpoint === undefined ? undefined : 'custom') },
    { profile: env.KOO_PROFILE || undefined, site: siteWord(env.KOO_SITE || undefined) },
    { profile: shared ? config.profile : undefined, site: config.site },
    { profile: current !== undefined && isKnown(current) ? current : undefined },
  ];
  const name = levels.find(({ profile }) => profile !== undefined)?.profile;
  const profile = name === undefined ? undefined : requireProfile(settings, name);
  const level = levels.find(({ profile, site }) => profile !== undefined || site !== undefined);
  const site = level?.site ?? siteWord(profile?.site) ?? 'cn';
  const endpoint =
    flags.endpoint ?? (hasNoAddress(site) && profile?.site === site ? profile.endpoint : undefined);
  return {
    ...(name !== undefined && profile && { name, profile }),
    site,
    ...(endpoint !== undefined && { endpoint }),
  };
}

function hasNoAddress(site: SiteId): boolean {
  return site === 'custom' || site === 'sandbox';
}

function siteWord(word: string | undefined): SiteId | undefined {
  return oneOf(word, siteIds, { en: 'site', zh: '站点' }, 'UNKNOWN_SITE');
}
