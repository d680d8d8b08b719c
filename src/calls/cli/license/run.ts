import { withApi } from '../../../account/cli/api-run.ts';
import type { ApiHost } from '../../../account/cli/session.ts';
import { inputLimits, readStream } from '../../../cli/files/input-file.ts';
import { KooError, usageError } from '../../../errors/koo-error.ts';
import {
  activateLicense,
  activateLicenses,
  maxLicenses,
  queryLicense,
  queryLicenses,
} from '../../../openapi/licenses.ts';
import { type OpenApi, textOf } from '../../../openapi/model.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import type { ActivateOptions, LicenseOptions } from '../flags.ts';
import { compactTime, requireLength } from '../values.ts';
import {
  type ActivatedLicense,
  chunksOf,
  type LicenseRow,
  okRow,
  type QueriedLicense,
  sendLicenses,
  unknownRow,
} from './batch.ts';

/** Activates licences: a single one with its details, several in batches of a hundred, or one by one with `each`. */
export async function runActivate(
  given: readonly string[],
  options: ActivateOptions,
  host: ApiHost,
): Promise<readonly ActivatedLicense[]> {
  const licenses = await readLicenses(given);
  const at = parseEffectTime(options['effective-at']);
  return callForEach(licenses, options, host, {
    one: async (api, license) => okRow(license, await activateLicense(api, license, at)),
    several: (api, chunk) => activateBatch(api, chunk, at),
  });
}

/** Huawei's code for a licence whose state does not allow an activation. */
const illegalStateCode = '92020003';

async function activateBatch(
  api: OpenApi,
  licenses: readonly string[],
  at: string | undefined,
): Promise<readonly LicenseRow[]> {
  try {
    await activateLicenses(api, licenses, at);
  } catch (error) {
    if (!(error instanceof KooError) || error.facts.resultCode !== illegalStateCode) throw error;
    // Replaces the code's own hint, which is about a single licence.
    throw error.with({
      hint: both(
        'At least one of the licences cannot be activated, most often because it is active already; as far as documented, none of the batch was activated. See which with `koo license query LICENSE... --each`, and activate the others with --each.',
      ),
    });
  }
  return licenses.map((license) => okRow(license));
}

export async function runQuery(
  given: readonly string[],
  options: LicenseOptions,
  host: ApiHost,
): Promise<readonly QueriedLicense[]> {
  return callForEach(await readLicenses(given), options, host, {
    one: async (api, license) => queriedRow(license, await queryLicense(api, license)),
    several: async (api, chunk) => queriedRows(chunk, await queryLicenses(api, chunk)),
  });
}

/** Makes the call for one licence or for several, until all licences have had theirs. */
function callForEach(
  licenses: readonly string[],
  options: LicenseOptions,
  host: ApiHost,
  calls: {
    one(api: OpenApi, license: string): Promise<LicenseRow>;
    several(api: OpenApi, licenses: readonly string[]): Promise<readonly LicenseRow[]>;
  },
): Promise<readonly LicenseRow[]> {
  const chunks = chunksOf(licenses, options.each ? 1 : maxLicenses);
  return withApi(options, 'license', host, (api) =>
    sendLicenses(
      chunks.map((chunk) => ({
        licenses: chunk,
        send: async () => {
          const [only, ...others] = chunk;
          const isAlone = only !== undefined && others.length === 0;
          return isAlone ? [await calls.one(api, only)] : calls.several(api, chunk);
        },
      })),
    ),
  );
}

/** The row of a single licence; the response need not name it, but must not name another. */
function queriedRow(license: string, info: JsonObject): LicenseRow {
  const isOfIt = Object.keys(info).length > 0 && (licenseOf(info) ?? license) === license;
  return isOfIt ? okRow(license, info) : unknownRow(license, 'INCOMPLETE_ANSWER');
}

function queriedRows(licenses: readonly string[], list: readonly JsonObject[]): readonly LicenseRow[] {
  const facts = new Map(list.map((info) => [licenseOf(info), info]));
  return licenses.map((license) => {
    const info = facts.get(license);
    return info ? okRow(license, info) : unknownRow(license, 'INCOMPLETE_ANSWER');
  });
}

function licenseOf(info: JsonObject): string | undefined {
  return textOf(info.license_code) ?? textOf(info.license);
}

/**
 * Reads the licences of the arguments, without duplicates; `-` stands for those on stdin, separated by white space or commas.
 *
 * @throws KooError (usage) `NO_LICENSE`, `INVALID_VALUE`
 */
async function readLicenses(given: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    given.map(async (word) => {
      if (word !== '-') return [word];
      const bytes = await readStream(process.stdin, '-', { limit: inputLimits.list });
      return Buffer.from(bytes)
        .toString('utf8')
        .split(/[\s,]+/);
    }),
  );
  const licenses = [...new Set(lists.flat())].filter((license) => license !== '');
  if (licenses.length === 0) {
    throw usageError(
      'NO_LICENSE',
      both('No licence given'),
      both('Give licences as arguments, or - to read them from stdin.'),
    );
  }
  for (const license of licenses) requireLength('LICENSE', license, 64);
  return licenses;
}

/**
 * Parses the time licences take effect: `yyyyMMddHHmmss` in UTC, or ISO 8601.
 *
 * @throws KooError (usage, `INVALID_VALUE`)
 */
function parseEffectTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const iso = text.replace(compactTime, '$1-$2-$3T$4:$5:$6Z');
  const date = new Date(/^\d{4}-\d\d-\d\d(T|$)/.test(iso) ? iso : Number.NaN);
  if (!Number.isNaN(date.getTime())) return date.toISOString().replace(/[-:T]|\..*$/g, '');
  throw usageError(
    'INVALID_VALUE',
    both('--effective-at: "{text}" is not a valid time', { text }),
    both('Example: 2026-01-31T08:00:00Z, or 20260131080000 (UTC).'),
  );
}
