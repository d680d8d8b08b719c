import { type ApiWish, withApi } from '../../../account/cli/api-run.ts';
import type { ApiHost } from '../../../account/cli/session.ts';
import type { JsonObject } from '../../../text/json.ts';
import {
  activateLicense,
  activateLicenses,
  maxLicenses,
  queryLicense,
  queryLicenses,
} from '../../licenses.ts';
import { textOf } from '../../read.ts';
import { doneRow, type LicenseRow, sendLicenses, unclearRow } from './batch.ts';
import { readEffectTime, readLicenses } from './input.ts';

/** Values of the flags that `activate` and `query` share. */
export interface LicenseWish extends ApiWish {
  readonly each: boolean;
}

/** Activates licences: one with what Huawei tells of it, several a hundred at a time (or, with `each`, singly). */
export async function runActivate(
  given: readonly string[],
  wish: LicenseWish & { readonly 'effective-at'?: string | undefined },
  host: ApiHost,
): Promise<readonly LicenseRow[]> {
  const licenses = await readLicenses(given);
  const at = readEffectTime(wish['effective-at']);
  return withApi(wish, 'license', host, (api) =>
    sendLicenses(
      chunks(licenses, wish.each).map((chunk) => ({
        licenses: chunk,
        send: async () => {
          const [only = ''] = chunk;
          if (chunk.length === 1) return [doneRow(only, await activateLicense(api, only, at))];
          await activateLicenses(api, chunk, at);
          return chunk.map((license) => doneRow(license));
        },
      })),
    ),
  );
}

/** Asks for the status of licences. */
export async function runQuery(
  given: readonly string[],
  wish: LicenseWish,
  host: ApiHost,
): Promise<readonly LicenseRow[]> {
  const licenses = await readLicenses(given);
  return withApi(wish, 'license', host, (api) =>
    sendLicenses(
      chunks(licenses, wish.each).map((chunk) => ({
        licenses: chunk,
        send: async () => {
          const [only = ''] = chunk;
          return chunk.length === 1
            ? [queriedRow(only, await queryLicense(api, only))]
            : queriedRows(chunk, await queryLicenses(api, chunk));
        },
      })),
    ),
  );
}

/** The answer about one licence; it need not name it, but must not name another. */
function queriedRow(license: string, info: JsonObject): LicenseRow {
  const isOfIt = Object.keys(info).length > 0 && (nameOf(info) ?? license) === license;
  return isOfIt ? doneRow(license, info) : unclearRow(license, 'INCOMPLETE_ANSWER');
}

function queriedRows(licenses: readonly string[], list: readonly JsonObject[]): readonly LicenseRow[] {
  const told = new Map(list.map((info) => [nameOf(info), info]));
  return licenses.map((license) => {
    const info = told.get(license);
    return info ? doneRow(license, info) : unclearRow(license, 'INCOMPLETE_ANSWER');
  });
}

function nameOf(info: JsonObject): string | undefined {
  return textOf(info.license_code) ?? textOf(info.license);
}

function chunks(licenses: readonly string[], each: boolean): string[][] {
  const size = each ? 1 : maxLicenses;
  const count = Math.ceil(licenses.length / size);
  return Array.from({ length: count }, (_, index) => licenses.slice(index * size, (index + 1) * size));
}
