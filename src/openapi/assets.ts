import { given, type JsonObject, objectOf, tryJson } from '../text/json.ts';
import { listOf, type OpenApi, textOf } from './model.ts';

export const assetPath = '/api/mkp-openapi-public/v1/asset/deployed-object';

export const deployedTypes = ['software_package', 'image'] as const;
export type DeployedType = (typeof deployedTypes)[number];

export interface AssetQuery {
  readonly assetId: string;
  readonly type: DeployedType;
  readonly version?: string | undefined;
  readonly region?: string | undefined;
}

/** A deployed object of an asset, under Huawei's names; those of the object of its type are beside the others. */
export interface Asset {
  readonly asset_id: string;
  readonly deployed_type: string;
  readonly version: string;
  readonly version_id: string;
  readonly region: string;
  /** Name of the software package. */
  readonly package_name?: string;
  /** Download address of the software package, decoded. */
  readonly internal_path?: string;
  /** The algorithm is not documented. */
  readonly checksum?: string;
  readonly image_id?: string;
  readonly image_name?: string;
  readonly os_type?: string;
  readonly create_time?: string;
  readonly architecture?: string;
}

/** The members of an {@link Asset} that depend on its type. */
export const assetDetails = [
  'package_name',
  'internal_path',
  'checksum',
  'image_id',
  'image_name',
  'os_type',
  'create_time',
  'architecture',
] as const;

/**
 * Queries the deployed objects of an asset: where its software package is, or which image it is. The call is
 * documented only by the source of Huawei's Terraform provider; who may make it is not documented.
 *
 * @returns empty if nothing matches
 * @throws KooError, also for a business error with HTTP 200
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649468.html
 */
export async function queryAssets(
  api: OpenApi,
  { assetId, type, version, region }: AssetQuery,
): Promise<readonly Asset[]> {
  const { json } = await api.call({
    method: 'GET',
    path: assetPath,
    query: Object.entries(given({ asset_id: assetId, deployed_type: type, asset_version: version, region })),
    idempotent: true,
  });
  return listOf(json?.data).map((item) => readAsset(objectOf(item)));
}

function readAsset(item: JsonObject): Asset {
  const object = item.software_pkg_deployed_object ?? item.image_deployed_object;
  const details = assetDetails.flatMap((name) => {
    const text = textOf(objectOf(object)[name]);
    return text === undefined ? [] : [[name, name === 'internal_path' ? decodePath(text) : text] as const];
  });
  const of = (name: string) => textOf(item[name]) ?? '';
  return {
    asset_id: of('asset_id'),
    deployed_type: of('deployed_type'),
    version: of('version'),
    version_id: of('version_id'),
    region: of('region'),
    ...Object.fromEntries(details),
  };
}

/**
 * Decodes a download address that arrives escaped as in JSON once more, such as `\u0026` for `&`; one without escapes stays
 * as it is.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649468.html
 */
export function decodePath(path: string): string {
  const decoded = tryJson(`"${path}"`);
  return typeof decoded === 'string' ? decoded : path;
}
