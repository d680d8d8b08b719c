import { oneOf } from '../../../cli/flags/value.ts';
import { canPrompt, type PromptOptions, prompt, promptChoice, refusal } from '../../../cli/prompts.ts';
import { type Site, type SiteId, siteIds, siteNames, siteOf } from '../../../openapi/sites.ts';
import { own } from '../../../text/json.ts';
import { both, type Localized, localize } from '../../../text/translate.ts';
import { consolePages, pageAddress } from '../../console-pages.ts';
import type { Environment } from '../../folders.ts';
import type { Profile, Settings } from '../../settings.ts';
import type { Identity } from '../api-run.ts';
import { assertProfileName } from '../profile.ts';
import { namedProfile } from '../stores.ts';
import { environmentSite, type TargetOptions } from '../target.ts';

/** The profile to store, and the site that its keys are for. */
export interface LoginTarget {
  readonly name: string;
  readonly site: SiteId;
  readonly endpoint?: string | undefined;
}

/**
 * Takes the site from flags, the named profile or the environment; else lets the user choose it, or without a terminal
 * uses the Chinese one. Without a profile name, the profile is named after its site, so that it does not replace the profile of
 * another site.
 *
 * @throws KooError (usage) for an invalid name or site, (interrupted) `CANCELLED`
 */
export async function loginTarget(
  options: TargetOptions,
  settings: Settings,
  env: Environment,
  prompts: PromptOptions,
): Promise<LoginTarget> {
  const { profiles } = settings;
  const named = namedProfile(options.profile, env);
  if (named !== undefined) assertProfileName(named);
  const profile = named === undefined ? undefined : own(profiles, named);
  const word = options.site ?? (options.endpoint === undefined ? undefined : 'custom');
  const given = oneOf(word ?? profile?.site, siteIds, both('site'), 'UNKNOWN_SITE') ?? environmentSite(env);
  if (given === undefined && canPrompt(prompts)) return askTarget(named, siteIds, settings, prompts);
  const site = given ?? 'cn';
  const name = named ?? site;
  const storedEndpoint = site === 'custom' ? own(profiles, name)?.endpoint : undefined;
  return { name, site, endpoint: options.endpoint ?? storedEndpoint };
}

/**
 * Lets the user choose the site; the list shows where the AK/SK of each is created.
 *
 * @param named name of the profile, if the user gave one
 * @throws KooError (interrupted) `CANCELLED`
 */
export async function askTarget(
  named: string | undefined,
  sites: readonly SiteId[],
  { current, profiles }: Settings,
  prompts: PromptOptions,
): Promise<LoginTarget> {
  const choices = sites.map((value) => ({
    value,
    name: localize(siteNames[value]),
    description: localize(keysOf(value)),
  }));
  const last = current === undefined ? undefined : own(profiles, current)?.site;
  const site = await promptChoice(
    { message: both('Which site do you log in to?'), instead: '--site' },
    choices,
    prompts,
    sites.find((one) => one === last),
  );
  const endpoint = site === 'custom' ? await prompt(endpointQuestion, prompts) : undefined;
  return { name: named ?? site, site, endpoint };
}

const endpointQuestion = {
  message: both('Base URL of the open API'),
  instead: '--endpoint',
  refuse: (text: string) => refusal(() => siteOf('custom', text)),
};

interface NewKeys {
  /** Name of the profile, after its site. */
  readonly name: string;
  readonly site: Site;
  readonly identity: Identity | undefined;
}

/**
 * The name for a profile that the user did not name. If a profile of that name has keys of another account or address,
 * which would be lost, the user is asked for a name.
 *
 * @throws KooError (interrupted) `CANCELLED`
 */
export async function profileName(
  { name, site, identity }: NewKeys,
  { profiles }: Settings,
  prompts: PromptOptions,
): Promise<string> {
  const previous = own(profiles, name);
  const account = otherAccount(previous, identity);
  const isOther = account !== undefined || previous?.endpoint !== site.endpoint;
  if (!previous?.secrets || !isOther || !canPrompt(prompts)) return name;
  const owner = account?.name ?? previous.endpoint ?? previous.site;
  const free = [identity?.account.name ?? '', `${name}-2`, `${name}-3`].find(
    (one) => !Object.hasOwn(profiles, one) && refusal(() => assertProfileName(one)) === undefined,
  );
  return prompt(
    {
      warning: both('The profile "{name}" has the keys of {owner}. Under the same name, they are replaced.', {
        name,
        owner,
      }),
      message: both('Name of the profile'),
      instead: '--profile',
      ...(free !== undefined && { initial: free }),
      refuse: (text) => refusal(() => assertProfileName(text)),
    },
    prompts,
  );
}

/** The account that a profile had before, if another one is logged in. */
export function otherAccount(
  previous: Profile | undefined,
  identity: Identity | undefined,
): Profile['account'] {
  return identity && previous?.account?.id !== identity.account.id ? previous?.account : undefined;
}

/** Where the AK/SK of a site comes from. */
export function keysOf(site: SiteId): Localized {
  if (site === 'sandbox') return both('Needs no AK/SK and no network.');
  if (site === 'custom') return both('Such as a gateway of your own; keys are sent there only.');
  return both('AK/SK: {place}', { place: pageAddress('keys', site) ?? consolePages.keys.menu });
}
