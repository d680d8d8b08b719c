import type { DatabaseSync } from 'node:sqlite';
import type { Target } from '../../../account/cli/session-target.ts';
import { transaction } from '../../../sqlite/database.ts';
import type { Localized } from '../../../text/localized.ts';
import { shellWord } from '../../../text/shell-word.ts';

/**
 * What keeps apart what is recorded of different accounts: profile, site, and the account where it is known. Of a site
 * that the profile in use is not of, the site alone.
 */
export function recordedScope(target: Target): string {
  const { name, profile, site } = target;
  if (name === undefined || profile?.site !== site) return siteScope(target);
  // Somebody else may log in under the same name.
  const account = profile.account?.id;
  return `${scopePrefix(name)}${whereOf(target)}${account === undefined ? '' : ` ${account}`}`;
}

function siteScope(target: Target): string {
  return `site ${whereOf(target)}`;
}

function whereOf({ site, endpoint }: Target): string {
  return site === 'custom' ? `custom ${endpoint ?? ''}`.trim() : site;
}

/** What all scopes of a profile begin with. */
export function scopePrefix(profile: string): string {
  return `profile ${profile} `;
}

/** Tables with a scope, and the column that holds it. */
export const scopedTables = [
  ['scopes', 'name'],
  ...(['products', 'settings', 'lists', 'sheets', 'confirmed'] as const).map(
    (table) => [table, 'scope'] as const,
  ),
] as const;

/**
 * The scope of a target. The first profile of a site that has nothing recorded takes over what was recorded before there
 * was one, and before its account was known; a notice tells it.
 */
export function ownScope(database: DatabaseSync, target: Target, notice: (text: Localized) => void): string {
  const scope = recordedScope(target);
  const { name } = target;
  const former = [name === undefined ? '' : `${scopePrefix(name)}${whereOf(target)}`, siteScope(target)];
  for (const from of former) {
    if (from === '' || from === scope || !takeOver(database, from, scope)) continue;
    // Of a profile whose account is known from now on nothing moves that a person could see.
    if (from === siteScope(target) && name !== undefined) notice(takenOver(name, whereOf(target)));
    break;
  }
  return scope;
}

/** @returns whether there was anything, and nothing in its way */
function takeOver(database: DatabaseSync, from: string, to: string): boolean {
  const count = database.prepare('SELECT count(*) AS n FROM products WHERE scope = ?');
  const holds = (scope: string) => Number(count.get(scope)?.n) > 0;
  if (holds(to) || !holds(from)) return false;
  return transaction(database, () => {
    // Another process may have been quicker.
    if (holds(to) || !holds(from)) return false;
    for (const [table, column] of scopedTables) {
      database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`).run(to, from);
    }
    return true;
  });
}

function takenOver(name: string, where: string): Localized {
  return {
    en: `What worksheets have recorded of the site ${where} without a profile is of the profile "${name}" from now on.`,
    zh: `此前在站点 ${where} 下未使用配置时由操作清单记录的内容，现归配置“${name}”所有。`,
  };
}

/** Where else something of a product is recorded, or a worksheet of it is pending, as a sentence; absent when nowhere. */
export function elsewhere(database: DatabaseSync, scope: string, product: string): Localized | undefined {
  const places = database
    .prepare(
      `SELECT scope FROM products WHERE product = ?1 AND scope <> ?2 AND (recorded_at IS NOT NULL
         OR EXISTS (SELECT 1 FROM sheets WHERE sheets.scope = products.scope AND sheets.product = ?1))
       ORDER BY scope`,
    )
    .all(product, scope)
    .map((row) => placeOf(String(row.scope)));
  if (places.length === 0) return undefined;
  return {
    en: `Others are recorded under ${places.map(({ en }) => en).join(', ')}.`,
    zh: `其他记录位于 ${places.map(({ zh }) => zh).join('、')}。`,
  };
}

/** A scope as the flags that choose it. Neither names nor addresses have spaces. */
function placeOf(scope: string): Localized {
  const [kind, ...words] = scope.split(' ');
  const name = kind === 'profile' ? words.shift() : undefined;
  const [site, ...more] = words;
  const endpoint = site === 'custom' ? more.shift() : undefined;
  const [account] = more;
  const flags = [
    ...(name === undefined ? [`--site ${site}`] : [`--profile ${name}`]),
    ...(endpoint === undefined ? [] : [`--endpoint ${shellWord(endpoint)}`]),
  ].join(' ');
  return account === undefined
    ? { en: flags, zh: flags }
    : { en: `${flags} (account ${account})`, zh: `${flags}（账号 ${account}）` };
}

/** The flags that a command needs to come to the same records. */
export function flagsOf({ name, profile, site, endpoint }: Target): readonly string[] {
  const isOf = profile?.site === site;
  return [
    ...(name === undefined || !isOf ? [] : ['--profile', shellWord(name)]),
    ...(isOf ? [] : ['--site', site]),
    ...(endpoint === undefined || (isOf && profile?.endpoint === endpoint)
      ? []
      : ['--endpoint', shellWord(endpoint)]),
  ];
}
