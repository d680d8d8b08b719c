import { assetPath, deployedTypes } from '../../../openapi/assets.ts';
import { both } from '../../../text/translate.ts';
import { type AssetSeed, storedAssets } from '../../state/billing.ts';
import {
  type ApiCall,
  checkFields,
  type Field,
  mustBe,
  type Route,
  singleValues,
  textOf,
} from '../gateway/call.ts';
import { apiError, type ResponseBody } from '../gateway/codes.ts';

/** No length is documented: 64 as for other ids. */
const parameters: readonly Field[] = [
  { name: 'asset_id', required: true, max: 64 },
  { name: 'deployed_type', required: true, max: 64 },
  { name: 'asset_version', max: 64 },
  { name: 'region', max: 64 },
  { name: 'query_all', max: 5 },
];

const codes = { wrong: 'MKT.0101', tooLong: 'MKT.0100' } as const;

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
  const query = singleValues(url.searchParams, codes.wrong);
  checkFields(query, parameters, codes);
  const [id, type, version, region, all] = parameters.map(({ name }) => textOf(query, name));
  if (!deployedTypes.some((one) => one === type)) {
    throw apiError(
      'MKT.0100',
      mustBe('deployed_type', both('one of {values}', { values: [...deployedTypes] })),
    );
  }
  if (all !== '' && all !== 'true' && all !== 'false') {
    throw apiError('MKT.0100', mustBe('query_all', both('one of {values}', { values: ['true', 'false'] })));
  }
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
