import { type LicenseUsage, maxLicenses, reportLicenseUsage } from '../openapi/licenses.ts';
import type { Localized } from '../text/localized.ts';
import { type ApiWish, withApi } from './api-run.ts';
import { Failure } from './failure.ts';
import { type LicenseRow, sendLicenses } from './license-batch.ts';
import { statsRows } from './license-stats-answer.ts';
import { group, parseUsage } from './license-usage.ts';
import { readInput } from './text-input.ts';

/** Values of the argument and flags of `koo license stats`. */
export interface StatsWish extends ApiWish {
  readonly user?: readonly string[] | undefined;
  readonly active?: number | undefined;
}

/** Reports who uses licences: one from the flags, many from text. */
export async function runStats(
  input: string,
  wish: StatsWish,
  notice: (text: Localized) => void,
): Promise<readonly LicenseRow[]> {
  const usage = await usageOf(input, wish);
  return withApi(wish, 'license', notice, (api) =>
    sendLicenses(
      callsOf(usage).map((chunk) => {
        const licenses = chunk.map(({ license }) => license);
        return { licenses, send: async () => statsRows(licenses, await reportLicenseUsage(api, chunk)) };
      }),
    ),
  );
}

async function usageOf(input: string, { user = [], active }: StatsWish): Promise<readonly LicenseUsage[]> {
  const fromFile = input === '-' || input.startsWith('@');
  const flags = user.length > 0 || active !== undefined;
  if (fromFile === flags) {
    throw new Failure({
      category: 'usage',
      code: 'NO_USAGE',
      message: fromFile
        ? {
            en: 'Records from a file take no --user or --active',
            zh: '从文件读取时不能使用 --user 或 --active',
          }
        : { en: 'There is nothing to report', zh: '没有要上报的数据' },
      hint: {
        en: 'Give LICENSE with --user or --active; or @FILE or - with records.',
        zh: '请给出授权码及 --user 或 --active，或用 @FILE、- 提供记录。',
      },
    });
  }
  if (fromFile) return parseUsage(Buffer.from(await readInput(input)).toString('utf8'));
  const entries = [
    ...user.map((id) => ({ id, activeNum: undefined })),
    ...(active === undefined ? [] : [{ id: undefined, activeNum: String(active) }]),
  ];
  return group(entries.map((entry) => ({ license: input, ...entry, line: 0 })));
}

/** A hundred at most in a call, and no licence twice in one. */
function callsOf(usage: readonly LicenseUsage[]): LicenseUsage[][] {
  const calls: LicenseUsage[][] = [];
  for (const one of usage) {
    const room = calls.find(
      (call) => call.length < maxLicenses && call.every(({ license }) => license !== one.license),
    );
    if (room) room.push(one);
    else calls.push([one]);
  }
  return calls;
}
