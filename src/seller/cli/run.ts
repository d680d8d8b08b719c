import { type ApiWish, withApi } from '../../account/cli/api-run.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { findTarget, siteOfTarget } from '../../account/cli/session.ts';
import type { Target } from '../../account/cli/session-target.ts';
import { openStores } from '../../account/cli/stores.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/client.ts';
import { requireOffer } from '../../openapi/sites.ts';
import type { Language } from '../../text/localized.ts';
import type { Present, SellerConfigWork } from './model.ts';
import type { WorksheetResult } from './worksheet-result.ts';

export { isWorksheet, showWorksheet, type WorksheetResult } from './worksheet-result.ts';

/** Values of `apiFlags`, `worksheetFlags` and `recordedFlags`. */
export interface ConfigWish extends ApiWish {
  /** File of the worksheet; `-` prints it. */
  readonly worksheet?: string | undefined;
  readonly recorded?: boolean | undefined;
}

/**
 * Carries out a change of a seller configuration; with `--worksheet` writes down how a person does it in the seller
 * console instead, for which no key is needed and, where the site does not offer it, no network. The same goes for a dry
 * run.
 *
 * @param language of the worksheet
 * @throws KooError, (configuration) `OPERATION_NOT_PUBLISHED` without `--worksheet` on a
 * site that does not offer it
 */
export async function withSellerConfig<T>(
  wish: ConfigWish,
  language: Language,
  host: ApiHost,
  work: SellerConfigWork<T>,
): Promise<T | WorksheetResult> {
  const target = await findTarget(wish, openStores(process.env, host.notice), process.env);
  const refused = refusal(target);
  const { worksheet } = wish;
  if (worksheet === undefined) {
    if (refused && work.rehearse) {
      const { compareRecorded } = await import('./recorded/present.ts');
      return compareRecorded(target, host.notice, work.rehearse);
    }
    if (refused) throw refused;
    return withApi(wish, 'seller-config', host, work.live);
  }
  const sheets = await import('./worksheet-run.ts');
  const order = { file: worksheet, target, language, notice: host.notice, plan: work.plan };
  if (refused) return sheets.worksheetOfRecorded(order);
  return withApi(wish, 'seller-config', host, async (api, { site }) =>
    sheets.worksheetOfLive(order, await livePresent(api), site.id),
  );
}

/**
 * Reads a seller configuration: from the server, or with `--recorded`, and where a site does not offer it, from what was
 * recorded on this machine; a notice then tells its date.
 *
 * @throws KooError, (configuration) `OPERATION_NOT_PUBLISHED` where nothing is recorded,
 * `NOT_RECORDED` with `--recorded`
 */
export async function withPresent<T>(
  wish: ConfigWish,
  host: ApiHost,
  read: (present: Present) => Promise<T>,
): Promise<T> {
  const target = await findTarget(wish, openStores(process.env, host.notice), process.env);
  const refused = refusal(target);
  if (!wish.recorded && !refused) {
    return withApi(wish, 'seller-config', host, async (api) => read(await livePresent(api)));
  }
  const { readRecorded } = await import('./recorded/present.ts');
  return readRecorded(target, host.notice, !refused, wish.recorded ? undefined : refused, read);
}

/**
 * Compares a wish with a seller configuration, read like {@link withPresent}. Where a site does not offer it, what is not
 * recorded counts as new, with a notice.
 *
 * @throws KooError, (configuration) `NOT_RECORDED` with `--recorded` where nothing is
 * recorded of the product and the server could be asked
 */
export async function withComparison<T>(
  wish: ConfigWish,
  host: ApiHost,
  compare: (present: Present) => Promise<T>,
): Promise<T> {
  const target = await findTarget(wish, openStores(process.env, host.notice), process.env);
  const isOffered = !refusal(target);
  if (!wish.recorded && isOffered) {
    return withApi(wish, 'seller-config', host, async (api) => compare(await livePresent(api)));
  }
  const { compareRecorded } = await import('./recorded/present.ts');
  return compareRecorded(target, host.notice, compare, isOffered);
}

/**
 * Why a site is sent no seller configuration; `undefined` when it offers it.
 *
 * @throws KooError for an endpoint that is none
 */
function refusal(target: Target): KooError | undefined {
  if (target.site === 'sandbox') return undefined;
  try {
    requireOffer(siteOfTarget(target), 'seller-config');
    return undefined;
  } catch (error) {
    if (!(error instanceof KooError) || error.facts.code !== 'OPERATION_NOT_PUBLISHED') throw error;
    return error;
  }
}

async function livePresent(api: OpenApi): Promise<Present> {
  const client = await import('../client/client.ts');
  return {
    kind: 'live',
    product: (id) => client.getProduct(api, id),
    configuration: (id) => client.getConfiguration(api, id),
    attributes: () => client.listAttributes(api),
    users: (id, ref) => client.userPages(api, id, ref),
    recordedAt: () => undefined,
  };
}
