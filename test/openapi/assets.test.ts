import { afterEach, describe, expect, test } from 'vitest';
import { decodePath, queryAssets } from '../../src/openapi/assets.ts';
import { client, type Reply, serve } from './server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function against(reply: unknown, status = 200) {
  const server = await serve([{ status, body: JSON.stringify(reply) } as Reply]);
  const { api } = client(server.url);
  closing.push(api.close, server.close);
  return { api, received: server.received };
}

const query = { assetId: 'a-1', type: 'software_package' } as const;
const asset = {
  asset_id: 'a-1',
  deployed_type: 'software_package',
  version: 'V1.0',
  version_id: 'v',
  region: 'r',
};

describe('queryAssets', () => {
  test('writes the object of the type beside the other members, and decodes the address', async () => {
    const { api, received } = await against({
      error_code: 'MKT.0000',
      data: [
        {
          ...asset,
          software_pkg_deployed_object: {
            package_name: 'p',
            internal_path: 'https://b.example.com/p?a=1\\u0026b=2',
            checksum: 'c',
          },
        },
      ],
    });
    expect(await queryAssets(api, { ...query, version: 'V1.0', region: 'cn-north-4' })).toEqual([
      { ...asset, package_name: 'p', internal_path: 'https://b.example.com/p?a=1&b=2', checksum: 'c' },
    ]);
    expect(received[0]?.url.pathname).toBe('/api/mkp-openapi-public/v1/asset/deployed-object');
    expect(received[0]?.url.search).toBe(
      '?asset_id=a-1&deployed_type=software_package&asset_version=V1.0&region=cn-north-4',
    );
  });

  test('leaves out what the server does not tell, and survives a broken connection', async () => {
    const server = await serve([
      'reset',
      { body: '{"data":[{"asset_id":"a-1","image_deployed_object":{"image_id":"i"}}]}' },
    ]);
    const { api } = client(server.url);
    closing.push(api.close, server.close);
    expect(await queryAssets(api, { assetId: 'a-1', type: 'image' })).toStrictEqual([
      { asset_id: 'a-1', deployed_type: '', version: '', version_id: '', region: '', image_id: 'i' },
    ]);
  });

  test('sends only what is given, never query_all', async () => {
    const { api, received } = await against({ data: [] });
    expect(await queryAssets(api, { assetId: 'a-1', type: 'image' })).toEqual([]);
    expect(received[0]?.url.search).toBe('?asset_id=a-1&deployed_type=image');
  });

  test.each([
    { error_code: '', data: [] },
    { error_code: null, data: [] },
    { error_code: 'CBC.0000', data: [] },
  ])('%j is a success without results', async (reply) => {
    const { api } = await against(reply);
    expect(await queryAssets(api, query)).toEqual([]);
  });

  test.each([
    { error_code: 'MKT.0150', error_msg: 'Illegal operation' },
    { error_code: 'MKT.9999', data: [] },
    {},
    { error_code: null, error_msg: 'System error' },
  ])('%j with HTTP 200 is an error, not an empty list', async (reply) => {
    const { api } = await against(reply);
    await expect(queryAssets(api, query)).rejects.toThrow();
  });
});

test.each([
  ['https://b.example.com/p?a=1\\u0026b=2', 'https://b.example.com/p?a=1&b=2'],
  ['https://b.example.com/p?a=1&b=%2F', 'https://b.example.com/p?a=1&b=%2F'],
  ['https:\\/\\/b.example.com\\/p', 'https://b.example.com/p'],
  ['https://b.example.com/p"q', 'https://b.example.com/p"q'],
  ['https://b.example.com/\\q', 'https://b.example.com/\\q'],
  ['', ''],
])('%s decodes to %s', (path, decoded) => {
  expect(decodePath(path)).toBe(decoded);
});
