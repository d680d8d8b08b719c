import type { SiteId } from '../../../openapi/sites.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized, localize, t, verbatim } from '../../../text/translate.ts';
import type { StoreKind } from '../../credentials/secrets.ts';
import { keyClasses, keyInputs } from '../keys.ts';

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
  const lines = [
    head,
    ...(account ? [localize(accountText(account, seller))] : []),
    ...secrets.map(renderSecret),
    t('"{profile}" is now the current profile.', { profile }),
  ];
  return terminalSafe(lines.join('\n'));
}

/** The account that the server named. */
export function accountText({ name, id }: NonNullable<Login['account']>, seller: boolean | null): Localized {
  return seller
    ? both('Account: {name} ({id}), a merchant on this site', { name, id })
    : both('Account: {name} ({id}), not a merchant on this site', { name, id });
}

function renderSecret({ name, store, place }: StoredSecret): string {
  const secret = secretTitle(name);
  return store === 'keyring'
    ? t('{secret}: stored in the keyring ({place})', { secret, place })
    : t('{secret}: stored in {place} (0600)', { secret, place });
}

function secretTitle(name: string): Localized {
  if (name === 'sk') return verbatim('SK');
  if (name === 'securityToken') return both('Security token');
  const keyClass = keyClasses.find((one) => name === `accessKeys.${one}`);
  return keyClass ? both('Access key of {name}', { name: keyInputs[keyClass].name }) : verbatim(name);
}
