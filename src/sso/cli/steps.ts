import { chmod, stat } from 'node:fs/promises';
import { assertSingleStdin } from '../../account/cli/keys.ts';
import { createDeliverer } from '../../callback/delivery/deliver.ts';
import { assertWritable, unwritableFileError, writeOutputFile } from '../../cli/files/output-file.ts';
import { concealSecrets, knownSecrets } from '../../cli/output/edge.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { JsonObject } from '../../text/json.ts';
import { shellWord } from '../../text/shell-word.ts';
import { oneLine } from '../../text/terminal-safe.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { StepContext } from '../steps/exchange.ts';
import { secretName } from '../steps/masking.ts';
import type { Grant } from '../steps/oauth.ts';
import {
  describeUserinfoStep,
  describeValidationStep,
  type SignInReport,
  takeUserinfoStep,
  takeValidationStep,
} from '../steps/sign-in.ts';
import {
  describeTokenStep,
  type FutureGrant,
  suspicionsOf,
  type TokenReport,
  takeTokenStep,
} from '../steps/token.ts';
import type { TokenFlags, UserinfoFlags, ValidateFlags } from './flags.ts';
import {
  type InputContext,
  readAccessToken,
  readArrival,
  readClientSecret,
  readTokenFile,
} from './inputs.ts';
import { assertAddress, locate, type Place, requireFlag, serviceOf, type TenantContext } from './tenant.ts';

const flag = 'save';

/**
 * Asserts that tokens can be saved, before they are asked for.
 *
 * @throws KooError (usage) `INVALID_VALUE` for stdout, `UNWRITABLE_FILE`
 */
async function assertSavable(path: string): Promise<void> {
  if (/^(-|\/dev\/(std(in|out|err)|fd\/.*))$/.test(path)) {
    throw usageError(
      'INVALID_VALUE',
      both('--save needs a file: tokens are not printed'),
      both('Example: --save tokens.json'),
    );
  }
  await assertWritable(path, flag);
}

/** Registers all tokens of a response, so that none of them is printed. */
function concealTokens(received: JsonObject | undefined): void {
  for (const [name, value] of Object.entries(received ?? {})) {
    if (secretName.test(name) && typeof value === 'string') concealSecrets([value]);
  }
}

/**
 * Saves a response with tokens in a file that only this user can read. After a refresh that gave no new refresh token, the
 * old one is saved with it.
 *
 * @throws KooError (usage, `UNWRITABLE_FILE`)
 */
async function saveResponse(
  path: string,
  received: JsonObject,
  grant: Grant,
  notice: (text: Localized) => void,
): Promise<void> {
  const isKept = grant.type === 'refresh_token' && !received.refresh_token;
  const saved = isKept ? { ...received, refresh_token: grant.refreshToken } : received;
  if (isKept) notice(both('{path} has the old refresh token, because no new one came.', { path }));
  const known = await stat(path).catch(() => undefined);
  // A file keeps its mode when it is replaced.
  if (known?.isFile() && (known.mode & 0o077) !== 0 && process.platform !== 'win32') {
    await chmod(path, 0o600).catch((error: unknown) => {
      throw unwritableFileError(error, path, flag);
    });
    notice(both('Other users can no longer read {path}.', { path }));
  }
  await writeOutputFile(path, `${JSON.stringify(saved, null, 2)}\n`, flag, 0o600);
}

export interface ServerStepContext extends InputContext, TenantContext {}

/**
 * Exchanges a code or a refresh token.
 *
 * @throws KooError (usage) for a missing or invalid input, (network) without a complete response
 */
export async function runToken(flags: TokenFlags, context: ServerStepContext): Promise<TokenReport> {
  const { save, 'refresh-token-file': refreshFile, 'redirect-uri': redirectUri } = flags;
  const place = await locate(flags, context);
  const { domain, application } = place;
  const clientId = requireFlag('client-id', place.clientId);
  const redirect =
    redirectUri === undefined ? {} : { redirectUri: assertAddress('redirect-uri', redirectUri) };
  if (flags['dry-run']) {
    const grant: FutureGrant =
      refreshFile === undefined ? { type: 'authorization_code', ...redirect } : { type: 'refresh_token' };
    return describeTokenStep({ domain, clientId, grant });
  }
  const stdin = (['client-secret-file', 'refresh-token-file'] as const).filter((flag) => flags[flag] === '-');
  assertSingleStdin(stdin);
  // A code works once: what can fail fails first.
  if (save !== undefined) await assertSavable(save);
  const grant = await grantOf(flags, place, context);
  const clientSecret = application?.clientSecret ?? (await readClientSecret(flags, context));
  const call = { domain, clientId, clientSecret, grant: { ...grant, ...redirect } };
  for (const text of suspicionsOf(call)) context.notice(text);
  const { report, received } = await withDeliverer(flags, context, (step) => takeTokenStep(call, step));
  concealTokens(received);
  if (!received) {
    if (save !== undefined) context.notice(both('Nothing was saved, because no tokens came.'));
    return report;
  }
  if (save === undefined) return { ...report, notes: [...report.notes, notSaved] };
  await saveResponse(save, received, grant, context.notice);
  const next = [`koo sso userinfo ${place.flags} --token-file ${shellWord(save)}`];
  return { ...report, saved: save, next };
}

const notSaved = both(
  'koo has not saved the tokens, and what was exchanged for them may be used up. To go on, sign in again, and give --save FILE.',
);

async function grantOf(
  flags: TokenFlags,
  { tenant: known }: Place,
  { notice }: ServerStepContext,
): Promise<Grant> {
  const { code, 'refresh-token-file': refreshFile } = flags;
  if (refreshFile !== undefined) {
    return {
      type: 'refresh_token',
      refreshToken: await readTokenFile(refreshFile, 'refresh-token-file', 'refresh_token'),
    };
  }
  if (code === undefined || code.trim() === '') {
    throw usageError(
      'MISSING_FLAG',
      both('--code or --refresh-token-file is missing'),
      both('`koo sso authorize` prints the address at which a browser gets a code.'),
    );
  }
  const { value, tenant } = readArrival('code', code);
  // Of an organisation of the sandbox, koo knows the tenant.
  if (tenant !== undefined && tenant !== known?.id) {
    notice(
      known
        ? both('The address names the tenant {tenant}, but the organisation is the tenant {id}.', {
            tenant,
            id: known.id,
          })
        : both('The address names the tenant {tenant}: --domain must be its login domain.', { tenant }),
    );
  }
  return { type: 'authorization_code', code: value };
}

/**
 * Asks who has signed in.
 *
 * @throws KooError (usage) for a missing or invalid input, (network) without a complete response
 */
export async function runUserinfo(flags: UserinfoFlags, context: ServerStepContext): Promise<SignInReport> {
  const place = await locate(flags, context);
  const { domain } = place;
  if (flags['dry-run']) return describeUserinfoStep(domain);
  const token = await readAccessToken(flags, context);
  const report = await withDeliverer(flags, context, (step) => takeUserinfoStep(domain, token, step));
  return warnedOfOtherTenant(report, place, context);
}

/**
 * Validates a CAS ticket.
 *
 * @throws KooError (usage) for a missing or invalid input, (network) without a complete response
 */
export async function runValidate(flags: ValidateFlags, context: ServerStepContext): Promise<SignInReport> {
  const place = await locate(flags, context);
  const call = { domain: place.domain, service: serviceOf(flags.service, place), format: flags.format };
  if (flags['dry-run']) return describeValidationStep(call);
  const { value: ticket } = readArrival('ticket', requireFlag('ticket', flags.ticket));
  const report = await withDeliverer(flags, context, (step) => takeValidationStep({ ...call, ticket }, step));
  return warnedOfOtherTenant(report, place, context);
}

/** A merchant that trusted this response would let in a user of another tenant. */
function warnedOfOtherTenant(
  report: SignInReport,
  { tenant }: Place,
  { notice }: Pick<ServerStepContext, 'notice'>,
): SignInReport {
  const named = report.identity?.tenant ?? tenant?.id;
  if (tenant && named !== undefined && named !== tenant.id) {
    notice(
      both(
        'Warning: the response names the tenant {named}, but the organisation is the tenant {id}: your server must refuse this login.',
        { named: oneLine(named), id: tenant.id },
      ),
    );
  }
  return report;
}

async function withDeliverer<T>(
  { timeout }: { readonly timeout: number },
  { env }: InputContext,
  take: (context: StepContext) => Promise<T>,
): Promise<T> {
  const deliverer = createDeliverer({ timeoutMs: timeout * 1000, env });
  try {
    return await take({ deliver: deliverer.deliver, secrets: knownSecrets() });
  } finally {
    await deliverer.close();
  }
}
