import type { SiteId } from '../../openapi/sites.ts';
import type { StoreKind } from '../credentials/secrets.ts';
import type { Environment } from '../folders.ts';
import type { WhoAmIOptions } from './api-flags.ts';
import { identify } from './api-run.ts';
import { environmentCredential, shortAk } from './credential.ts';
import { type KeySource, locateKey } from './key-source.ts';
import { keyClasses } from './keys.ts';
import { type ApiHost, keyContextOf, noCredential, openSession, warnOfIdleKeys } from './session.ts';
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
  /** Interface classes that have an access key, from wherever it comes. */
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
  const target = await findTarget(options, stores, env, host.notice);
  const { name, profile, site } = target;
  const context = keyContextOf(target, env);
  const { source } = locateKey('pair', context);
  if (!source) throw noCredential(target, context);
  const given = source === 'environment' ? environmentCredential(env, context.site) : undefined;
  const storeKind = source === 'profile' ? profile?.secrets : undefined;
  const own = given || profile?.site !== site ? undefined : profile;
  type Verified = Pick<WhoAmI, 'endpoint' | 'ak' | 'account' | 'seller' | 'verified'>;
  const describe = ({ endpoint, ak, ...identity }: Verified): WhoAmI => ({
    profile: name ?? null,
    site,
    endpoint,
    ak,
    source,
    ...identity,
    secrets: storeKind ? { store: storeKind, place: stores.store(storeKind).place } : null,
    accessKeys: keyClasses.filter((keyClass) => locateKey(keyClass, context).source),
  });
  if (options.offline) {
    warnOfIdleKeys(context, host);
    return describe({
      endpoint: site === 'sandbox' ? (target.endpoint ?? null) : siteOfTarget(target).endpoint,
      ak: given || own?.ak ? shortAk(given?.ak ?? own?.ak ?? '') : null,
      account: own?.account ? { id: own.account.id, name: own.account.name } : null,
      seller: own?.seller ?? null,
      verified: false,
    });
  }
  const session = await openSession(options, host, env, undefined, target);
  try {
    const identity = await identify(session, env, options.debug);
    const { site, credential } = session;
    return describe({ endpoint: site.endpoint, ak: shortAk(credential.ak), ...identity, verified: true });
  } finally {
    await session.close();
  }
}
