import { concealSecrets } from '../../cli/output/edge.ts';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { isLoopback } from '../../http/loopback.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both, type Localized } from '../../text/translate.ts';
import { unifiedPaths } from '../center/address.ts';
import type { LoginApplication, LoginTenant } from '../center/model.ts';
import { readDomain } from '../steps/domain.ts';
import type { TokenFlags } from './flags.ts';

export interface SandboxTenant {
  readonly tenant: Pick<LoginTenant, 'id' | 'domain'>;
  readonly application: Pick<LoginApplication, 'clientId' | 'clientSecret' | 'loginAddress' | 'casService'>;
}

export interface TenantContext {
  readonly notice: (text: Localized) => void;
  /**
   * Finds a tenant of the sandbox.
   *
   * @param product the only one that is bound, if it is not given
   * @throws KooError (usage) if there is none, or several
   */
  findTenant(organization: string, product: string | undefined): Promise<SandboxTenant>;
}

type TenantFlags = Pick<TokenFlags, 'domain' | 'organization' | 'product'> &
  Partial<Pick<TokenFlags, 'client-id'>>;

/** The login domain and the client of a step. */
export interface Place {
  /** Origin of the login domain. */
  readonly domain: string;
  /** Absent unless known from a flag or the sandbox. */
  readonly clientId?: string;
  /** Known for organisations of the sandbox only. */
  readonly tenant?: SandboxTenant['tenant'];
  readonly application?: SandboxTenant['application'];
  readonly flags: string;
}

/**
 * The login domain that the flags name: itself, or by an organisation of the sandbox.
 *
 * @throws KooError (usage) `MISSING_FLAG`, `INVALID_DOMAIN`, and like {@link TenantContext.findTenant}
 */
export async function locate(flags: TenantFlags, { notice, findTenant }: TenantContext): Promise<Place> {
  const { domain, organization, product, 'client-id': clientId } = flags;
  if (organization === undefined) {
    const { origin, notices } = readDomain(requireFlag('domain', domain));
    for (const text of notices) notice(text);
    return {
      domain: origin,
      ...(clientId !== undefined && { clientId }),
      flags: `--domain ${shellWord(origin)}`,
    };
  }
  const { tenant, application } = await findTenant(organization, product);
  concealSecrets([application.clientSecret]);
  const named = `--organization ${shellWord(organization)}`;
  return {
    domain: tenant.domain,
    clientId: application.clientId,
    tenant,
    application,
    flags: product === undefined ? named : `${named} --product ${shellWord(product)}`,
  };
}

/**
 * The callback address of CAS that a flag gives, or that is registered in the sandbox.
 *
 * @throws KooError (usage) `MISSING_FLAG` without one; `INVALID_ADDRESS`
 */
export function serviceOf(given: string | undefined, { application }: Place): string {
  if (given !== undefined || !application) return assertAddress('service', requireFlag('service', given));
  const service = application.casService;
  if (service !== undefined) return service;
  throw usageError(
    'MISSING_FLAG',
    both('--{flag} is missing', { flag: 'service' }),
    both('No callback of CAS is registered for this product: give {command} one, or --service.', {
      command: '`koo sandbox connect URL --cas-callback URL`',
    }),
  );
}

/**
 * An address that a flag gives, as it is spelled. It is not quoted: it may contain a password.
 *
 * @throws KooError (usage, `INVALID_ADDRESS`)
 */
export function assertAddress(flag: string, text: string): string {
  const fault = faultOf(text);
  if (!fault) return text;
  throw invalidAddress(
    flag,
    fault,
    both('Give the address as it is registered, such as https://saas.example.net/sso/callback.'),
  );
}

/** The origin of a unified login page. Its path is always the same. @throws KooError (usage, `INVALID_ADDRESS`) */
export function assertUnifiedUrl(text: string): string {
  const url = URL.parse(text);
  const { protocol = '', hostname = '', pathname = '', search = '' } = url ?? {};
  const fault =
    faultOf(text) ??
    (protocol === 'http:' && !isLoopback(hostname) ? both('is not an https address') : undefined) ??
    (search !== '' || !pagePaths.has(pathname) ? both('has more than the origin of the page') : undefined);
  if (!fault && url) return url.origin;
  throw invalidAddress(
    'unified-url',
    fault ?? both('is not a valid address'),
    both('Give the origin of the page, such as http://127.0.0.1:8788. http is allowed on this machine only.'),
  );
}

const pagePaths: ReadonlySet<string> = new Set(['/', unifiedPaths.page, unifiedPaths.page.slice(0, -1)]);

/** Describes what is wrong with an address. URL objects do not distinguish an empty fragment from none. */
function faultOf(text: string): Localized | undefined {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (/\s/.test(text)) return both('contains white space');
  if (!url) return both('is not an absolute http or https address');
  if (url.username !== '' || url.password !== '') return both('contains a user name or a password');
  return text.includes('#') ? both('has a fragment (from #)') : undefined;
}

function invalidAddress(flag: string, fault: Localized, hint: Localized): KooError {
  return usageError('INVALID_ADDRESS', both('--{flag} {fault}', { flag, fault }), hint);
}

/** The value of a flag. @throws KooError (usage, `MISSING_FLAG`) if it is missing or empty */
export function requireFlag(flag: string, value: string | undefined): string {
  if (value !== undefined && value.trim() !== '') return value;
  throw usageError(
    'MISSING_FLAG',
    both('--{flag} is missing', { flag }),
    both('Give its value, as in `{example}`.', { example: `--${flag} …` }),
  );
}
