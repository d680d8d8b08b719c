import { withApi } from '../../account/cli/api-run.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { wrappedTable } from '../../cli/output/table.ts';
import { type Asset, queryAssets } from '../../openapi/assets.ts';
import { both, t } from '../../text/translate.ts';
import type { AssetOptions } from './flags.ts';
import { requireLength } from './values.ts';

/**
 * Queries the deployed objects of an asset. Prints a notice if there are none.
 *
 * @throws KooError (usage, `INVALID_VALUE`)
 */
export async function runAssetGet(
  id: string,
  options: AssetOptions,
  host: ApiHost,
): Promise<readonly Asset[]> {
  const { type, version, region } = options;
  requireLength('ASSET_ID', id, 64);
  const found = await withApi(options, 'asset', host, (api) =>
    queryAssets(api, { assetId: id, type, version, region }),
  );
  if (found.length === 0) {
    host.notice(
      both(
        'Nothing found: the asset {id} has no {type} with this version and region, or this account may not see it. The ID is shown in the asset center.',
        { id, type },
      ),
    );
  }
  return found;
}

/** Renders deployed objects; addresses are never cut. */
export function renderAssets(assets: readonly Asset[]): string | undefined {
  const [first] = assets;
  if (!first) return undefined;
  const isImage = first.deployed_type === 'image';
  const names = isImage
    ? (['image_id', 'os_type', 'architecture', 'create_time', 'image_name'] as const)
    : (['package_name', 'checksum', 'internal_path'] as const);
  const headings = isImage
    ? [t('IMAGE ID'), t('OS'), t('ARCHITECTURE'), t('CREATED'), t('NAME')]
    : [t('PACKAGE'), t('CHECKSUM'), t('DOWNLOAD URL')];
  return wrappedTable(
    [t('VERSION'), t('REGION'), ...headings],
    assets.map((one) => [one.version, one.region, ...names.map((name) => one[name] ?? '')]),
  );
}
