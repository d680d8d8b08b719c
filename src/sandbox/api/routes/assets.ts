import { assetPath, deployedTypes } from '../../../openapi/assets.ts';
import { type AssetSeed, storedAssets } from '../../state/assets.ts';
import {
  type ApiCall,
  checkFields,
  type Field,
  oneOf,
  optional,
  orderParameterCodes,
  type Route,
  required,
  singleValues,
  textOf,
} from '../gateway/call.ts';
import type { ResponseBody } from '../gateway/codes.ts';

/** No length is documented: 64 as for other ids. */
const parameters: readonly Field[] = [
  required('asset_id', 64),
  required('deployed_type', 64),
  optional('asset_version', 64),
  optional('region', 64),
  optional('query_all', 5),
];

/**
 * Query of an asset's deployed objects. What the documents leave open is decided here: any account may query any asset; an
 * unknown asset is an empty list; the success code is `MKT.0000`; `query_all` changes nothing; the address of a package
 * arrives with `&` as `\u0026`, escaped once more, as the guide expects it.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649468.html
 */
export const assetRoutes: readonly Route[] = [
  { method: 'GET', path: assetPath, family: 'asset', handle: (call) => ({ data: queryAsset(call) }) },
];

function queryAsset({ url, database }: ApiCall): readonly ResponseBody[] {
  const query = singleValues(url.searchParams, 'MKT.0101');
  checkFields(query, parameters, orderParameterCodes);
  const [id, type, version, region, all] = parameters.map(({ name }) => textOf(query, name));
  oneOf(type, 'deployed_type', deployedTypes, 'MKT.0100');
  if (all !== '') oneOf(all, 'query_all', ['true', 'false'], 'MKT.0100');
  return storedAssets(database)
    .filter(
      (asset) =>
        asset.id === id &&
        asset.type === type &&
        (version === '' || asset.version === version) &&
        (region === '' || asset.region === region),
    )
    .map(deployedObject);
}

function deployedObject({ id, type, version, region, name, url = '' }: AssetSeed): ResponseBody {
  const object =
    type === 'image'
      ? {
          image_deployed_object: {
            image_id: `koo-image-${region}`,
            image_name: name,
            os_type: 'Linux',
            create_time: '2025-01-01 08:00:00',
            architecture: 'x86',
          },
        }
      : {
          software_pkg_deployed_object: {
            package_name: name,
            internal_path: url.replaceAll('&', '\\u0026'),
            checksum: `koo-checksum-of-${name}`,
          },
        };
  return { asset_id: id, deployed_type: type, version, version_id: `${version}-id`, region, ...object };
}
