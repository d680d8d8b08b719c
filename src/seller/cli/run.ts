import type { ApiOptions } from '../../account/cli/api-flags.ts';
import { withApi } from '../../account/cli/api-run.ts';
import type { ApiHost, Target } from '../../account/cli/session.ts';
import { findTarget, siteOfTarget } from '../../account/cli/session.ts';
import { openStores } from '../../account/cli/stores.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/client.ts';
import { requireOffer } from '../../openapi/sites.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { type Present, type SellerConfigWork, unknownPresent } from './model.ts';
import type { WorksheetResult } from './worksheet-result.ts';

export { isWorksheet, showWorksheet, type WorksheetResult } from './worksheet-result.ts';

/** Values of `apiFlags` and `worksheetFlags`. */
export interface ConfigWish extends ApiOptions {
  /** File of the worksheet; `-` prints it. */
  readonly worksheet?: string | undefined;
}

/**
 * Carries out a change of a seller configuration; with `--worksheet` writes down how a person does it in the seller
 * console instead, for which no key is needed and, where the site does not offer it, no network.
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
    if (refused) throw refused;
    return withApi(wish, 'seller-config', host, work.live);
  }
  const sheets = await import('./worksheet-run.ts');
  const order = { file: worksheet, target, language, plan: work.plan };
  if (refused) return sheets.writeWorksheet(order, unknownPresent, target.site);
  return withApi(wish, 'seller-config', host, async (api, { site }) =>
    sheets.writeWorksheet(order, await livePresent(api), site.id),
  );
}

/**
 * Reads something of a seller configuration from the server.
 *
 * @throws KooError, (configuration) `OPERATION_NOT_PUBLISHED` where a site does not tell it
 */
export async function readSellerConfig<T>(
  wish: ApiOptions,
  host: ApiHost,
  read: (api: OpenApi) => Promise<T>,
): Promise<T> {
  const target = await findTarget(wish, openStores(process.env, host.notice), process.env);
  const refused = refusal(target);
  if (refused) throw new KooError({ ...refused.facts, hint: lookThere });
  return withApi(wish, 'seller-config', host, read);
}

/**
 * Reads a seller configuration.
 *
 * @throws KooError like {@link readSellerConfig}
 */
export function withPresent<T>(
  wish: ApiOptions,
  host: ApiHost,
  read: (present: Present) => Promise<T>,
): Promise<T> {
  return readSellerConfig(wish, host, async (api) => read(await livePresent(api)));
}

/** A command that reads has no worksheet. */
const lookThere: Localized = {
  en: 'Look in the seller console. To try it without an account: --site sandbox.',
  zh: '请在卖家中心查看。无需账号即可试用：--site sandbox。',
};

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
  };
}
