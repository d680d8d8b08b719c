import type { SiteId } from '../../../openapi/sites.ts';
import type { Localized } from '../../../text/localized.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import type { StoreKind } from '../../credentials/secrets.ts';

/** Where a secret is stored. */
export interface StoredSecret {
  /** `sk`, `securityToken`, `accessKeys.base` … */
  readonly name: string;
  readonly store: StoreKind;
  /** Path of the file, or name of the keyring. */
  readonly place: string;
}

/** The result of `koo login`; `null` means unknown. */
export interface Login {
  readonly profile: string;
  readonly site: SiteId;
  readonly endpoint: string | null;
  readonly ak: string;
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly seller: boolean | null;
  readonly verified: boolean;
  readonly secrets: readonly StoredSecret[];
}

/** Renders a login: the account, and where each secret is stored. */
export function renderLogin({ profile, site, account, seller, verified, secrets }: Login): string {
  const head = verified
    ? t('Logged in to {site} (profile "{profile}")', { site, profile })
    : t('Stored for {site} without verification (profile "{profile}")', { site, profile });
  return terminalSafe(
    [head, ...(account ? [localize(accountText(account, seller))] : []), ...secrets.map(renderSecret)].join(
      '\n',
    ),
  );
}

/** The account that the server named. */
export function accountText({ name, id }: NonNullable<Login['account']>, seller: boolean | null): Localized {
  return seller
    ? both('Account: {name} ({id}), a merchant on this site', { name, id })
    : both('Account: {name} ({id}), not a merchant on this site', { name, id });
}

function renderSecret({ name, store, place }: StoredSecret): string {
  return store === 'keyring'
    ? t('{name}: stored in the keyring ({place})', { name, place })
    : t('{name}: stored in {place} (0600)', { name, place });
}
