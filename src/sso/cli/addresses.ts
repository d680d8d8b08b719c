import { randomBytes } from 'node:crypto';
import { startBrowser } from '../../account/cli/browser.ts';
import { paint } from '../../cli/output/colour.ts';
import { wrappedTable } from '../../cli/output/table.ts';
import { wrapForTerminal } from '../../cli/output/terminal-text.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both, localize, t } from '../../text/translate.ts';
import { randomAlphanumeric } from '../center/grants.ts';
import {
  type AddressReport,
  authorizeAddress,
  casLoginAddress,
  casLogoutAddress,
  logoutAddress,
  unifiedAddress,
  unifiedLogin,
} from '../steps/addresses.ts';
import type { AuthorizeFlags, CasFlags, LogoutFlags } from './flags.ts';
import {
  assertAddress,
  assertUnifiedUrl,
  locate,
  requireFlag,
  serviceOf,
  type TenantContext,
} from './tenant.ts';

export interface AddressContext extends TenantContext {
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Described = Omit<AddressReport, 'opened'>;

/**
 * The address at which a login starts: at the login domain of a tenant, or at unified login.
 *
 * @throws KooError (usage) for a missing or invalid flag
 */
export async function runAuthorize(flags: AuthorizeFlags, context: AddressContext): Promise<AddressReport> {
  const { 'app-id': appId, scope } = flags;
  if (appId !== undefined) {
    const origin = assertUnifiedUrl(flags['unified-url'] ?? unifiedLogin);
    const next = ['koo sso token --domain DOMAIN --client-id ID --code CODE --save tokens.json'];
    return opened({ ...unifiedAddress(origin, requireFlag('app-id', appId)), next }, flags, context);
  }
  const place = await locate(flags, context);
  const client = requireFlag('client-id', place.clientId);
  const redirectUri = flags['redirect-uri'] ?? place.application?.loginAddress;
  if (redirectUri !== undefined) assertAddress('redirect-uri', redirectUri);
  else if (place.application) {
    context.notice(
      both('No login address is registered for this product, so its login centre refuses logins: {command}', {
        command: '`koo sandbox connect URL --login-address URL`',
      }),
    );
  }
  const state = flags.state ?? randomAlphanumeric(22, randomBytes);
  if (!/^[A-Za-z0-9]+$/.test(state)) {
    context.notice(
      both('--state has other characters than letters and digits, which KooGallery does not document.'),
    );
  }
  const next = [
    `koo sso token ${place.flags}`,
    ...(place.application ? [] : [`--client-id ${shellWord(client)}`]),
    ...(redirectUri === undefined ? [] : [`--redirect-uri ${shellWord(redirectUri)}`]),
    '--code CODE --save tokens.json',
  ];
  const address = authorizeAddress(place.domain, { clientId: client, redirectUri, state, scope });
  return opened({ ...address, next: [next.join(' ')] }, flags, context);
}

/** The address that ends the session of a browser. @throws KooError (usage) for a missing or invalid flag */
export async function runLogout(flags: LogoutFlags, context: AddressContext): Promise<AddressReport> {
  const redirectUrl = flags['redirect-url'];
  if (redirectUrl !== undefined) assertAddress('redirect-url', redirectUrl);
  const { domain } = await locate(flags, context);
  return opened({ ...logoutAddress(domain, redirectUrl), next: [] }, flags, context);
}

/** The address at which a login by CAS starts. @throws KooError (usage) for a missing or invalid flag */
export async function runCasLogin(flags: CasFlags, context: AddressContext): Promise<AddressReport> {
  const place = await locate(flags, context);
  const service = serviceOf(flags.service, place);
  const named = flags.service === undefined ? '' : ` --service ${shellWord(service)}`;
  const next = `koo sso cas validate ${place.flags}${named} --ticket TICKET`;
  return opened({ ...casLoginAddress(place.domain, service), next: [next] }, flags, context);
}

/** The address that ends the session of a browser by CAS. @throws KooError (usage) for a missing or invalid flag */
export async function runCasLogout(flags: CasFlags, context: AddressContext): Promise<AddressReport> {
  const { domain, application } = await locate(flags, context);
  const service =
    flags.service === undefined ? application?.casService : assertAddress('service', flags.service);
  return opened({ ...casLogoutAddress(domain, service), next: [] }, flags, context);
}

async function opened(
  report: Described,
  { open }: { readonly open: boolean },
  { env, notice }: AddressContext,
): Promise<AddressReport> {
  if (!open) return { ...report, opened: false };
  const isOpened = await startBrowser(report.address, env);
  if (!isOpened) notice(both('No browser was started. Open the address yourself.'));
  return { ...report, opened: isOpened };
}

export function renderAddress({
  address,
  parameters,
  explanation,
  next,
  opened: isOpened,
}: AddressReport): string {
  const rows = parameters.map(({ name, value, meaning }) => [name, value, localize(meaning)]);
  return [
    isOpened ? t('Opened in the browser: {address}', { address }) : address,
    ...(rows.length > 0 ? [wrappedTable([t('PARAMETER'), t('VALUE'), t('MEANING')], rows)] : []),
    explanation.map((text) => `- ${wrapForTerminal(localize(text), process.stdout, '  ')}`).join('\n'),
    ...renderNext(next),
  ].join('\n\n');
}

export function renderNext(next: readonly string[]): string[] {
  return next.length === 0
    ? []
    : [`${paint('bold', t('Next:'))}\n${next.map((line) => `  ${line}`).join('\n')}`];
}
