import { withProgress } from '../../../cli/progress.ts';
import { canPrompt, type PromptOptions, promptChoice } from '../../../cli/prompts.ts';
import { ignoreKooError, KooError } from '../../../errors/koo-error.ts';
import { type Site, siteOf } from '../../../openapi/sites.ts';
import { own } from '../../../text/json.ts';
import { joined } from '../../../text/localized.ts';
import { both, localize, verbatim } from '../../../text/translate.ts';
import type { Secrets } from '../../credentials/secrets.ts';
import type { Settings } from '../../settings.ts';
import type { LoginOptions } from '../api-flags.ts';
import { type Identity, identify } from '../api-run.ts';
import { keyClasses, keyInputs } from '../keys.ts';
import { credentialOf } from '../session.ts';
import { namedProfile, type Stores } from '../stores.ts';
import { givenPair, type Pair, type PairContext, requirePair } from './pair.ts';
import { askTarget, type LoginTarget } from './target.ts';

/** An AK/SK with the site that accepted it. */
export interface VerifiedPair {
  readonly name: string;
  readonly site: Site;
  readonly pair: Pair;
  /** `undefined` if the user chose to store the pair without verification. */
  readonly identity: Identity | undefined;
  /** The secrets that the profile stores for the same address. */
  readonly stored: Secrets | undefined;
}

interface LoginSources {
  readonly settings: Settings;
  readonly stores: Stores;
  readonly context: PairContext & { readonly quiet: boolean };
}

/**
 * Reads or prompts for the AK/SK, and verifies it at once. When that fails on a terminal, the user chooses what to
 * change; the rest is kept.
 *
 * @throws KooError like the first failure, if koo cannot prompt or the user gives up
 */
export async function verifiedPair(
  target: LoginTarget,
  options: LoginOptions,
  { settings, stores, context }: LoginSources,
): Promise<VerifiedPair> {
  let place = await resolvePlace(target, settings, stores);
  const first = await firstPair(place, options, context);
  let { pair } = first;
  for (;;) {
    const { site } = place;
    if (options['no-verify']) return { ...place, pair, identity: undefined };
    try {
      return { ...place, pair, identity: await verify(site, pair, options, context) };
    } catch (error) {
      const next = await askNext(error, context);
      if (next === 'store') return { ...place, pair, identity: undefined };
      if (next === 'pair') pair = await requirePair({}, site, context, pair);
      if (next !== 'site') continue;
      const named = namedProfile(options.profile, context.env);
      place = await resolvePlace(await askTarget(named, realSites, settings, context), settings, stores);
      // Such a pair may be sent only to the address it was stored for.
      if (pair === first.pair && first.isBound) pair = await requirePair({}, place.site, context);
    }
  }
}

const realSites = ['cn', 'intl', 'eu', 'custom'] as const;

/** The site of a target, and what its profile stores for that address. */
async function resolvePlace({ name, site: id, endpoint }: LoginTarget, settings: Settings, stores: Stores) {
  const site = siteOf(id, endpoint);
  const profile = own(settings.profiles, name);
  // A keyring that is no longer available must not prevent a new login.
  const secrets = profile && (await stores.secretsOf(name, profile).catch(ignoreKooError));
  return { name, site, stored: secrets?.endpoint === site.endpoint ? secrets : undefined };
}

/**
 * The pair to try first. Without one, a login that only gives access keys keeps the pair of the profile.
 *
 * @returns with `isBound` if the pair is from the profile, or for Huawei's SDKs
 */
async function firstPair(
  { site, stored }: Pick<VerifiedPair, 'site' | 'stored'>,
  options: LoginOptions,
  context: PairContext,
): Promise<{ pair: Pair; isBound: boolean }> {
  const { isForSdks, ...given } = await givenPair(options, site, context);
  const givesKeys = keyClasses.some((keyClass) => options[keyInputs[keyClass].flag] !== undefined);
  if (stored && !given.ak && !given.sk && givesKeys) return { pair: credentialOf(stored), isBound: true };
  return { pair: await requirePair(given, site, context), isBound: isForSdks };
}

function verify(
  site: Site,
  credential: Pair,
  { debug }: LoginOptions,
  { env, quiet }: LoginSources['context'],
): Promise<Identity> {
  const text = both('Verifying the AK/SK with {endpoint}', { endpoint: site.endpoint });
  return withProgress(text, { quiet: quiet || debug }, () => identify({ site, credential }, env, debug));
}

type Next = 'retry' | 'pair' | 'site' | 'store';

/**
 * Shows why a verification failed, and asks what to do.
 *
 * @throws the error, if the user gives up, if koo cannot prompt, or if another try cannot help
 */
async function askNext(error: unknown, prompts: PromptOptions): Promise<Next> {
  if (!(error instanceof KooError)) throw error;
  const { category, message, hint } = error.facts;
  if (!canPrompt(prompts)) {
    if (category !== 'network') throw error;
    throw error.with({
      hint: both('{hint} Nothing was stored. --no-verify stores the AK/SK without verification.', { hint }),
    });
  }
  if (!['permission', 'network', 'business'].includes(category)) throw error;
  const isRefused = category === 'permission';
  const names = {
    retry: both('Try again'),
    pair: both('Change the AK or the SK'),
    site: both('Choose another site'),
    store: both('Store the AK/SK without verification'),
    quit: both('Give up; nothing is stored'),
  };
  const order = isRefused
    ? (['pair', 'site', 'retry', 'quit'] as const)
    : (['retry', 'site', 'pair', 'store', 'quit'] as const);
  const next = await promptChoice(
    {
      warning: joined([message, hint], verbatim('\n')),
      message: isRefused
        ? both('The AK/SK was rejected. What next?')
        : both('The AK/SK could not be verified. What next?'),
      instead: '--no-input',
    },
    order.map((value) => ({ value, name: localize(names[value]) })),
    prompts,
  );
  if (next === 'quit') throw error;
  return next;
}
