import { oneOf } from '../../cli/flags/value.ts';
import { type Operation, type Site, type SiteId, siteIds, siteOf } from '../../openapi/sites.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Environment } from '../folders.ts';
import type { Profile, Settings } from '../settings.ts';
import { findPairVariables } from './key-source.ts';
import { loadConfig } from './koo-yaml/file.ts';
import { requireProfile, type Stores } from './stores.ts';

/** Flags that select the site and the profile. */
export interface TargetOptions {
  readonly profile?: string | undefined;
  readonly site?: SiteId | undefined;
  readonly endpoint?: string | undefined;
}

/** The site to call and the profile to use. */
export interface Target {
  readonly name?: string;
  readonly profile?: Profile;
  /** Set if `--profile` names the profile. */
  readonly isNamed?: true;
  readonly site: SiteId;
  /** Set if the site has no fixed address. */
  readonly endpoint?: string;
  /** Notice about a site that is given but not used, because a profile brings another one. */
  readonly idleSite?: Localized;
}

/**
 * Resolves the target from flags, the environment, `koo.yaml` and the settings. Reports a site that is not used.
 *
 * @throws KooError for an unknown site or profile
 */
export async function findTarget(
  flags: TargetOptions,
  stores: Stores,
  env: Environment,
  notice: (text: Localized) => void,
): Promise<Target> {
  const { config } = await loadConfig(undefined);
  const target = resolveTarget(flags, { env, settings: await stores.settings.read(), config });
  if (target.idleSite) notice(target.idleSite);
  return target;
}

/** The site of a target other than the sandbox, with the operations that its profile lists. */
export function siteOfTarget({ site: id, endpoint, profile }: Target): Site {
  const site = siteOf(id, endpoint);
  return site.id === 'custom' && profile?.site === 'custom' && profile.offers
    ? { ...site, offers: profile.offers as Operation[] }
    : site;
}

/**
 * A level of precedence, which may name a profile or a site. Its site takes precedence over the site of its profile.
 */
interface Level {
  readonly profile?: string | undefined;
  readonly site?: SiteId | undefined;
}

interface TargetSources {
  readonly env: Environment;
  readonly settings: Settings;
  /** Settings of `koo.yaml`. It cannot set an address, because someone else may have written the file. */
  readonly config: Level;
}

/**
 * Selects profile and site from flags, then the environment, `koo.yaml` and the current profile; otherwise the
 * Chinese site. The first level that names a site or a profile decides the site.
 *
 * @throws KooError (usage) for an unknown site, (configuration) for an unknown profile
 */
export function resolveTarget(flags: TargetOptions, { env, settings, config }: TargetSources): Target {
  const { current } = settings;
  const isKnown = (name: string) => Object.hasOwn(settings.profiles, name);
  // The file is shared, but the profile is local: a pipeline with keys in the environment does not need it. Another
  // profile does not take its place.
  const usesFileProfile =
    config.profile !== undefined && (isKnown(config.profile) || !findPairVariables(env));
  const levels: readonly Level[] = [
    { profile: flags.profile, site: flags.site ?? (flags.endpoint === undefined ? undefined : 'custom') },
    { profile: env.KOO_PROFILE || undefined, site: environmentSite(env) },
    { profile: usesFileProfile ? config.profile : undefined, site: config.site },
    ...(config.profile === undefined && current !== undefined && isKnown(current)
      ? [{ profile: current }]
      : []),
  ];
  const name = levels.find(({ profile }) => profile !== undefined)?.profile;
  const profile = name === undefined ? undefined : requireProfile(settings, name);
  const level = levels.find(({ profile, site }) => profile !== undefined || site !== undefined);
  const site = level?.site ?? oneOf(profile?.site, siteIds, both('site'), 'UNKNOWN_SITE') ?? 'cn';
  const idleSite = level?.site === undefined ? idleSiteNotice(levels, site) : undefined;
  const hasFixedEndpoint = site !== 'custom' && site !== 'sandbox';
  const endpoint =
    flags.endpoint ?? (!hasFixedEndpoint && profile?.site === site ? profile.endpoint : undefined);
  return {
    ...(name !== undefined && profile && { name, profile }),
    ...(flags.profile !== undefined && { isNamed: true }),
    site,
    ...(endpoint !== undefined && { endpoint }),
    ...(idleSite && { idleSite }),
  };
}

/** Notice about the site of a lower level, if it differs from the one that the profile of a higher level brings. */
function idleSiteNotice([flags, environment, file]: readonly Level[], site: SiteId): Localized | undefined {
  const given = environment?.site ?? file?.site;
  if (given === undefined || given === site) return undefined;
  const variables = { given: environment?.site ? 'KOO_SITE' : both('site in koo.yaml'), site };
  return flags?.profile === undefined
    ? both('koo does not use {given}, because KOO_PROFILE names a profile of the site {site}.', variables)
    : both('koo does not use {given}, because --profile names a profile of the site {site}.', variables);
}

/** The site that `KOO_SITE` names. @throws KooError (usage, `UNKNOWN_SITE`) that names the variable */
export function environmentSite({ KOO_SITE }: Environment): SiteId | undefined {
  const unknown = (word: string) => both('KOO_SITE: there is no site "{word}"', { word });
  return oneOf(KOO_SITE || undefined, siteIds, unknown, 'UNKNOWN_SITE');
}
