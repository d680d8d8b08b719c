import { KooError } from '../../errors/koo-error.ts';
import type { SiteId } from '../../openapi/sites.ts';
import { both } from '../../text/translate.ts';
import type { StoreKind } from '../credentials/secrets.ts';
import type { Environment } from '../folders.ts';
import type { WhoAmIOptions } from './api-flags.ts';
import { identify } from './api-run.ts';
import { environmentCredential, shortAk } from './credential.ts';
import type { ApiHost } from './session.ts';
import { type KeySource, openSession } from './session.ts';
import { openStores } from './stores.ts';
import { findTarget, siteOfTarget } from './target.ts';

/** The account and the site in use; `null` means unknown or none. */
export interface WhoAmI {
  readonly profile: string | null;
  readonly site: SiteId;
  readonly endpoint: string | null;
  readonly ak: string | null;
  /** Where the AK/SK come from. */
  readonly source: KeySource;
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly seller: boolean | null;
  /** Whether the account was verified in this run; otherwise it is the account as verified at login. */
  readonly verified: boolean;
  /** Where the secrets of the profile are stored; `null` if the keys come from elsewhere. */
  readonly secrets: { readonly store: StoreKind; readonly place: string } | null;
  /** Interface classes with an access key in the profile. */
  readonly accessKeys: readonly string[];
}

/**
 * Identifies the account in use, with the server or, offline, as verified at login.
 *
 * @throws KooError (configuration, `NO_CREDENTIAL`) without keys, (permission) if the server rejects them, (network)
 * if there is no response
 */
export async function runWhoAmI(options: WhoAmIOptions, host: ApiHost, env: Environment): Promise<WhoAmI> {
  const stores = openStores(env, host.notice);
  const target = await findTarget(options, stores, env);
  const { name, profile, site } = target;
  const given = environmentCredential(env, site !== 'sandbox');
  const source = given ? 'environment' : site === 'sandbox' ? 'sandbox' : 'profile';
  if (source === 'profile' && !profile?.secrets) throw notLoggedIn;
  const storeKind = source === 'profile' ? profile?.secrets : undefined;
  const own = source === 'environment' || profile?.site !== site ? undefined : profile;
  const shown = {
    secrets: storeKind ? { store: storeKind, place: stores.store(storeKind).place } : null,
    accessKeys: own?.accessKeys ?? [],
  } as const;
  if (options.offline) {
    return {
      profile: name ?? null,
      site,
      endpoint: site === 'sandbox' ? (target.endpoint ?? null) : siteOfTarget(target).endpoint,
      ak: given || own?.ak ? shortAk(given?.ak ?? own?.ak ?? '') : null,
      source,
      account: own?.account ? { id: own.account.id, name: own.account.name } : null,
      seller: own?.seller ?? null,
      verified: false,
      ...shown,
    };
  }
  const session = await openSession(options, host, env);
  try {
    const { account, seller } = await identify(session, env, options.debug);
    return {
      profile: name ?? null,
      site,
      endpoint: session.site.endpoint,
      ak: shortAk(session.credential.ak),
      source,
      account,
      seller,
      verified: true,
      ...shown,
    };
  } finally {
    await session.close();
  }
}

const notLoggedIn = new KooError({
  category: 'configuration',
  code: 'NO_CREDENTIAL',
  message: both('You are not logged in'),
  hint: both(
    'Log in with `koo login`, or set KOO_AK and KOO_SK. To try koo without an AK/SK, run `koo login --site sandbox`.',
  ),
});
