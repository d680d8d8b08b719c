import type { ApiOptions } from '../../account/cli/api-flags.ts';
import { withApi } from '../../account/cli/api-run.ts';
import type { ApiHost, Session } from '../../account/cli/session.ts';
import { openStores } from '../../account/cli/stores.ts';
import { findTarget, siteOfTarget, type Target } from '../../account/cli/target.ts';
import { inputLimits, readInputFile } from '../../cli/files/input-file.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { requireOperation } from '../../openapi/sites.ts';
import { both, type Localized } from '../../text/translate.ts';
import { type Present, type SellerConfigWork, unknownPresent, type WorksheetResult } from './worksheet.ts';

export interface ConfigOptions extends ApiOptions {
  /** File of the worksheet; `-` prints it. */
  readonly worksheet?: string | undefined;
  /** File with the present state; `-` is stdin. */
  readonly from?: string | undefined;
}

/** Reads the present state from a file, for `--from`. */
export interface ConfigHost extends ApiHost {
  presentOf(path: string): Promise<Present>;
}

/**
 * Carries out a change of a seller configuration; with `--worksheet` writes down how a person does it in the seller
 * console instead, which needs no credentials and, where the site does not offer it, no network. With `--from` the
 * worksheet and the dry run are computed from the state in a file.
 *
 * @throws KooError, (configuration) `OPERATION_NOT_PUBLISHED` without `--worksheet` on a
 * site that does not offer it; (usage) `MISSING_FLAG` for `--from` with a change that would be sent
 */
export async function withSellerConfig<T>(
  options: ConfigOptions,
  host: ConfigHost,
  work: SellerConfigWork<T>,
): Promise<T | WorksheetResult> {
  const target = await findTarget(options, openStores(process.env, host.notice), process.env, host.notice);
  const refused = refusal(target);
  const { worksheet: file, from } = options;
  if (from !== undefined && file === undefined && !work.dryRun) throw fromNeedsOutput;
  const given = from === undefined ? undefined : await host.presentOf(from);
  if (file !== undefined) {
    const { writeWorksheet } = await import('./worksheet-run.ts');
    const hasSiteFlag = options.site !== undefined;
    const order = { file, target, hasSiteFlag, notice: host.notice, plan: work.plan };
    const present = given ?? (refused && unknownPresent);
    if (present) return writeWorksheet(order, present, target.site);
    const write = async (api: OpenApi, { site }: Session) =>
      writeWorksheet(order, await livePresent(api), site.id);
    return withApi(options, 'seller-config', host, write, target);
  }
  if (given && work.dryRun) return work.dryRun(given);
  if (refused) throw work.dryRun ? new KooError({ ...refused.facts, hint: dryRunHint }) : refused;
  return withApi(options, 'seller-config', host, work.live, target);
}

const fromNeedsOutput = usageError(
  'MISSING_FLAG',
  both('--from needs --worksheet or --dry-run: with it, koo sends nothing'),
  both('Add --worksheet FILE for the steps, or --dry-run (where the command has it) for the difference.'),
);

const dryRunHint: Localized = both(
  'Give what the console shows with --from FILE (- for stdin), or write the steps with --worksheet. To try it without an account, add --site sandbox.',
);

/**
 * Reads something of a seller configuration from the server.
 *
 * @throws KooError, (configuration) `OPERATION_NOT_PUBLISHED` on a site that does not offer it
 */
export async function readSellerConfig<T>(
  options: ApiOptions,
  host: ApiHost,
  read: (api: OpenApi) => Promise<T>,
): Promise<T> {
  const target = await findTarget(options, openStores(process.env, host.notice), process.env, host.notice);
  const refused = refusal(target);
  if (refused) throw new KooError({ ...refused.facts, hint: consoleHint });
  return withApi(options, 'seller-config', host, read, target);
}

/**
 * Reads a seller configuration, from the file that `--from` names, or from the server.
 *
 * @throws KooError like {@link readSellerConfig}
 */
export async function withPresent<T>(
  options: ConfigOptions,
  host: ConfigHost,
  read: (present: Present) => Promise<T>,
): Promise<T> {
  if (options.from !== undefined) return read(await host.presentOf(options.from));
  return readSellerConfig(options, host, async (api) => read(await livePresent(api)));
}

const consoleHint: Localized = both(
  'Look in the seller console. To try it without an account, add --site sandbox.',
);

/**
 * Why a site does not offer the seller configuration; `undefined` if it does.
 *
 * @throws KooError for an invalid endpoint
 */
function refusal(target: Target): KooError | undefined {
  if (target.site === 'sandbox') return undefined;
  try {
    requireOperation(siteOfTarget(target), 'seller-config');
    return undefined;
  } catch (error) {
    if (error instanceof KooError && error.facts.code === 'OPERATION_NOT_PUBLISHED') return error;
    throw error;
  }
}

/** The present state on the server, all of it. */
export async function livePresent(api: OpenApi) {
  const client = await import('../client.ts');
  return {
    kind: 'live',
    product: (id) => client.getProduct(api, id),
    configuration: (id) => client.getConfiguration(api, id),
    attributes: () => client.listAttributes(api),
    hasList: () => true,
    users: (id, ref) => client.userPages(api, id, ref),
  } satisfies Present;
}

/**
 * Reads the file that `--from` names; on a terminal, what the user pastes.
 *
 * @param path `-` is stdin
 * @throws KooError (usage, `UNREADABLE_FILE`)
 */
export async function readFrom(path: string, notice: (text: Localized) => void): Promise<Uint8Array> {
  if (path === '-' && process.stdin.isTTY) notice(pasteNow);
  return readInputFile(path, { limit: inputLimits.list, flag: 'from' });
}

const keys = process.platform === 'win32' ? 'Ctrl-Z, Enter' : 'Ctrl-D';
const pasteNow: Localized = both('Paste the present state, then press {keys} on a new line.', { keys });

/** Only one input can come from stdin. @throws KooError (usage, `STDIN_TAKEN`) */
export function assertOneStdin(path: string, from: string | undefined): void {
  if (path !== '-' || from !== '-') return;
  throw usageError(
    'STDIN_TAKEN',
    both('The wanted state and the present state (--from) cannot both come from stdin'),
    both('Read one of them from a file.'),
  );
}
