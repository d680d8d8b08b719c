import { expect, test } from 'vitest';
import { assetPath } from '../../../../src/openapi/assets.ts';
import { otherSeller, sandboxBuyer } from '../../../../src/sandbox/state/accounts.ts';
import { send, start } from '../../harness.ts';

/** That of the default data. */
const id = '0123456789abcdef0123456789abcdef';

const query = (parameters: string) => `${assetPath}?${parameters}`;
const packages = `asset_id=${id}&deployed_type=software_package`;

test('answers the packages of an asset, with an address that is escaped once more', async () => {
  const sandbox = await start();
  const { status, json } = await send(sandbox, query(`${packages}&asset_version=V1.1`));
  expect([status, json.error_code, json.error_msg]).toEqual([200, 'MKT.0000', 'Success']);
  expect(json.data).toEqual([
    {
      asset_id: id,
      deployed_type: 'software_package',
      version: 'V1.1',
      version_id: 'V1.1-id',
      region: 'cn-north-4',
      software_pkg_deployed_object: {
        package_name: 'demo-1.1.tar.gz',
        internal_path:
          'https://bucket.example.com/demo-1.1.tar.gz?AccessKeyId=demo\\u0026Expires=1893456000\\u0026Signature=opens%2Fnothing%3D',
        checksum: 'koo-checksum-of-demo-1.1.tar.gz',
      },
    },
  ]);
});

test('filters by version and region, and answers an empty list for what is not there', async () => {
  const sandbox = await start();
  const count = async (parameters: string) => (await send(sandbox, query(parameters))).json.data;
  const images = `asset_id=${id}&deployed_type=image`;
  expect(await count(packages)).toHaveLength(2);
  expect(await count(images)).toHaveLength(2);
  expect(await count(`${images}&region=cn-east-3`)).toMatchObject([
    { region: 'cn-east-3', image_deployed_object: { image_id: 'koo-image-cn-east-3', os_type: 'Linux' } },
  ]);
  expect(await count(`${packages}&query_all=true`)).toHaveLength(2);
  expect(await count(`${packages}&asset_version=V9`)).toEqual([]);
  expect(await count(`asset_id=${'f'.repeat(32)}&deployed_type=image`)).toEqual([]);
});

test.each([otherSeller, sandboxBuyer])('any account may ask: $name', async ({ credential }) => {
  const { json } = await send(await start(), query(packages), { credential });
  expect(json.data).toHaveLength(2);
});

test.each([
  ['deployed_type=image', 400, 'MKT.0101', 'asset_id is missing'],
  [`asset_id=${id}`, 400, 'MKT.0101', 'deployed_type is missing'],
  [`${packages}&project=x`, 400, 'MKT.0101', 'no parameter project'],
  [`${packages}&region=a&region=b`, 400, 'MKT.0101', 'region is given more than once'],
  [`asset_id=${'f'.repeat(65)}&deployed_type=image`, 500, 'MKT.0100', 'longer than 64'],
  [`asset_id=${id}&deployed_type=zip`, 500, 'MKT.0100', 'deployed_type must be one of'],
  [`${packages}&query_all=yes`, 500, 'MKT.0100', 'query_all must be one of'],
])('?%s is %i %s', async (parameters, status, code, words) => {
  const { status: got, json } = await send(await start(), query(parameters));
  expect([got, json.error_code]).toEqual([status, code]);
  expect(json.error_msg).toContain(words);
});
