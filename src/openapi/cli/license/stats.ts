import { type ApiWish, withApi } from '../../../account/cli/api-run.ts';
import type { ApiHost } from '../../../account/cli/session.ts';
import { readInput } from '../../../cli/files/text-input.ts';
import { KooError } from '../../../errors/koo-error.ts';
import type { Localized } from '../../../text/localized.ts';
import type { OpenApi } from '../../client.ts';
import { callDetails } from '../../errors.ts';
import { type LicenseUsage, maxLicenses, reportLicenseUsage } from '../../licenses.ts';
import { type LicenseRow, sendLicenses } from './batch.ts';
import { refusedRows, statsRows } from './stats-answer.ts';
import { group, parseUsage } from './usage.ts';

/** Values of the argument and flags of `koo license stats`. */
export interface StatsWish extends ApiWish {
  readonly user?: readonly string[] | undefined;
  readonly active?: number | undefined;
}

/** Reports who uses licences: one from the flags, many from text. */
export async function runStats(
  input: string,
  wish: StatsWish,
  host: ApiHost,
): Promise<readonly LicenseRow[]> {
  const usage = await usageOf(input, wish);
  return withApi(wish, 'license', host, (api) =>
    sendLicenses(
      callsOf(usage).map((chunk) => {
        const licenses = chunk.map(({ license }) => license);
        return { licenses, send: () => report(api, chunk, licenses) };
      }),
    ),
  );
}

/** What Huawei answers when a call has a licence that it does not take. */
const someInvalid = '92020020';

async function report(
  api: OpenApi,
  usage: readonly LicenseUsage[],
  licenses: readonly string[],
): Promise<readonly LicenseRow[]> {
  try {
    return statsRows(licenses, await reportLicenseUsage(api, usage));
  } catch (error) {
    if (!(error instanceof KooError) || error.facts.resultCode !== someInvalid) throw error;
    const named = licenses.length > 1 && refusedRows(licenses, callDetails(error).data, someInvalid);
    if (named) return named;
    throw error.with({ hint: whichOne });
  }
}

/** The hint of the code is for the commands that have --each. */
const whichOne: Localized = {
  en: 'Ask of each licence: koo license query LICENSE... --each. A licence begins with PL and is of your own product.',
  zh: '可用 koo license query LICENSE... --each 逐个查看；授权码以 PL 开头，且须属于您的商品。',
};

async function usageOf(input: string, { user = [], active }: StatsWish): Promise<readonly LicenseUsage[]> {
  const fromFile = input === '-' || input.startsWith('@');
  const flags = user.length > 0 || active !== undefined;
  if (fromFile === flags) {
    throw new KooError({
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
  if (fromFile) {
    const read = await parseUsage(await readInput(input));
    if (read.length === 0) throw noRecord(input);
    return read;
  }
  const entries = [
    ...user.map((id) => ({ id, activeNum: undefined })),
    ...(active === undefined ? [] : [{ id: undefined, activeNum: String(active) }]),
  ];
  return group(entries.map((entry) => ({ license: input, ...entry, line: 0 })));
}

/** A pipe that broke must not look like a report that was made. */
function noRecord(input: string): KooError {
  const name = input === '-' ? { en: 'stdin', zh: '标准输入' } : { en: input, zh: input };
  return new KooError({
    category: 'usage',
    code: 'NO_USAGE',
    message: { en: `There is no record in ${name.en}`, zh: `${name.zh} 中没有记录` },
    hint: {
      en: 'CSV with the header license,id or license,active_num; or NDJSON with these names. Nothing was sent.',
      zh: '请使用表头为 license,id 或 license,active_num 的 CSV，或字段名相同的 NDJSON。未发送任何请求。',
    },
  });
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
