import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { deployedTypes } from '../../openapi/assets.ts';
import { code } from '../../seller/contract.ts';
import { sql } from './database.ts';

const text = v.pipe(v.string(), v.nonEmpty());

/** A deployed object of an asset; any account may query it. */
export const assetSeed = v.strictObject({
  id: code,
  type: v.optional(v.picklist(deployedTypes), 'software_package'),
  version: v.optional(text, 'V1.0'),
  region: v.optional(text, 'cn-north-4'),
  name: text,
  /** Download address of a package. */
  url: v.exactOptional(text),
});

export type AssetSeed = v.InferOutput<typeof assetSeed>;

/** Stores assets; those with an existing key are replaced. */
export function storeAssets(database: DatabaseSync, assets: readonly AssetSeed[]): void {
  const asset = database.prepare('REPLACE INTO assets VALUES (?, ?)');
  for (const one of assets)
    asset.run(JSON.stringify([one.id, one.type, one.version, one.region]), JSON.stringify(one));
}

export function storedAssets(database: DatabaseSync): readonly AssetSeed[] {
  return sql(database)`SELECT document FROM assets ORDER BY id`.documents<AssetSeed>();
}
