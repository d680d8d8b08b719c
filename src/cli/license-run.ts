import {
  activateLicense,
  activateLicenses,
  maxLicenses,
  queryLicense,
  queryLicenses,
} from '../openapi/licenses.ts';
import { textOf } from '../openapi/read.ts';
import type { JsonObject } from '../signing/json.ts';
import type { Localized } from '../text/localized.ts';
import { type ApiWish, withApi } from './api-run.ts';
import { type LicenseRow, sendLicenses } from './license-batch.ts';
import { readEffectTime, readLicenses } from './license-input.ts';

/** Values of the flags that `activate` and `query` share. */
export interface LicenseWish extends ApiWish {
  readonly each: boolean;
}

type Notice = (text: Localized) => void;

/** Activates licences: one with what Huawei tells of it, several a hundred at a time (or, with `each`, singly). */
export async function runActivate(
  given: readonly string[],
  wish: LicenseWish & { readonly 'effective-at'?: string | undefined },
  notice: Notice,
): Promise<readonly LicenseRow[]> {
  const licenses = await readLicenses(given);
  const at = readEffectTime(wish['effective-at']);
  return withApi(wish, 'license', notice, (api) =>
    sendLicenses(
      chunks(licenses, wish.each).map((chunk) => ({
        licenses: chunk,
        send: async () => {
          const [only = ''] = chunk;
          if (chunk.length === 1) return new Map([[only, await activateLicense(api, only, at)]]);
          await activateLicenses(api, chunk, at);
          return new Map();
        },
      })),
    ),
  );
}

/** Asks for the status of licences. */
export async function runQuery(
  given: readonly string[],
  wish: LicenseWish,
  notice: Notice,
): Promise<readonly LicenseRow[]> {
  const licenses = await readLicenses(given);
  return withApi(wish, 'license', notice, (api) =>
    sendLicenses(
      chunks(licenses, wish.each).map((chunk) => ({
        licenses: chunk,
        send: async () => {
          const [only = ''] = chunk;
          if (chunk.length === 1) return new Map([[only, await queryLicense(api, only)]]);
          return byLicense(await queryLicenses(api, chunk));
        },
      })),
    ),
  );
}

function byLicense(list: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  return new Map(list.map((info) => [textOf(info.license_code) ?? textOf(info.license) ?? '', info]));
}

function chunks(licenses: readonly string[], each: boolean): string[][] {
  const size = each ? 1 : maxLicenses;
  const count = Math.ceil(licenses.length / size);
  return Array.from({ length: count }, (_, index) => licenses.slice(index * size, (index + 1) * size));
}
