import { withApi } from '../../../account/cli/api-run.ts';
import type { ApiHost } from '../../../account/cli/session.ts';
import { oneOf } from '../../../cli/flags/value.ts';
import { table } from '../../../cli/output/table.ts';
import { usageError } from '../../../errors/koo-error.ts';
import {
  type CostFilter,
  type CostGroup,
  type CostQuery,
  type CostSeries,
  costDimensions,
  filterKeys,
  queryCosts,
} from '../../../openapi/billing/costs.ts';
import {
  addDays,
  addMonths,
  dayOf,
  type Granularity,
  isOpenMonth,
  isPeriod,
  monthOf,
  monthsFrom,
} from '../../../openapi/billing/periods.ts';
import { type CostReport, reportCosts } from '../../../openapi/billing/report.ts';
import { commaList } from '../../../text/comma-list.ts';
import { formatMoney, parseDecimal } from '../../../text/decimal.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';
import type { CostOptions } from './flags.ts';

/** `X-Language` of the billing service. */
export const billingLanguage = (): string => localize({ en: 'en_US', zh: 'zh_CN' });

/**
 * Queries the costs of the account itself, and adds them up.
 *
 * @param now decides which months the default means, and which are not final
 */
export async function runCost(options: CostOptions, host: ApiHost, now = new Date()): Promise<CostReport> {
  const names = commaList(options['group-by']);
  const query: CostQuery = {
    ...readTime(options, now),
    groupBy: readGroups(names),
    filters: (options.filter ?? []).map(readFilter),
    costType: options['cost-type'],
    amountType: options.amount,
  };
  return withApi(options, 'cost', host, async (api) => {
    const series: CostSeries[] = [];
    let currency = '';
    for await (const page of queryCosts(api, query, billingLanguage())) {
      currency = page.currency;
      series.push(...page.series);
    }
    const unsettled = freshness(query, now);
    if (unsettled) host.notice(unsettled);
    return reportCosts(query, names, currency, series);
  });
}

/** Reads the months or days of the flags. @throws KooError (usage, `INVALID_VALUE`) */
export function readTime(
  options: Partial<Pick<CostOptions, 'from' | 'to' | 'granularity'>>,
  now: Date,
): Pick<CostQuery, 'granularity' | 'from' | 'to'> {
  const isDay = [options.from, options.to].some(
    (text) => text !== undefined && text.length > 'YYYY-MM'.length,
  );
  const granularity: Granularity = options.granularity ?? (isDay ? 'day' : 'month');
  requirePeriod('--from', options.from, granularity);
  requirePeriod('--to', options.to, granularity);
  const today = dayOf(now);
  const to = options.to ?? (granularity === 'day' ? today : monthOf(today));
  const from = options.from ?? (granularity === 'day' ? addDays(to, -29) : addMonths(to, -11));
  if (from <= to) return { granularity, from, to };
  throw usageError(
    'INVALID_VALUE',
    both('--from {from} is after --to {to}', { from, to }),
    both('Nothing was sent.'),
  );
}

/** Asserts that the value of a flag, if given, is a month or a day. @throws KooError (usage, `INVALID_VALUE`) */
export function requirePeriod(flag: string, text: string | undefined, granularity: Granularity): void {
  if (text === undefined || isPeriod(text, granularity)) return;
  const [message, hint] =
    granularity === 'day'
      ? [
          both('{flag}: "{text}" is not a day', { flag, text }),
          both('Example: 2026-01-31. Nothing was sent.'),
        ]
      : [
          both('{flag}: "{text}" is not a month', { flag, text }),
          both('Example: 2026-01. Nothing was sent.'),
        ];
  throw usageError('INVALID_VALUE', message, hint);
}

/** @throws KooError (usage) `INVALID_VALUE`, `UNKNOWN_DIMENSION` */
function readGroups(names: readonly string[]): readonly CostGroup[] {
  const groups = names.map(readGroup);
  const [first, second, third] = groups;
  const isTwice = first?.type === second?.type && (first?.type !== 'dimension' || first.key === second?.key);
  if (!third && !isTwice) return groups;
  throw usageError(
    'INVALID_VALUE',
    both('--group-by {names} cannot be queried', { names: [...names] }),
    both('Give one or two different dimensions, of which at most one is a tag and one a cost unit.'),
  );
}

function readGroup(name: string): CostGroup {
  const [, kind, key = ''] = /^(tag|cost-unit):(.{1,128})$/.exec(name) ?? [];
  if (kind !== undefined) return { type: kind === 'tag' ? 'tag' : 'cost_unit', key };
  return { type: 'dimension', key: dimensionKey(name, costDimensions, ['tag:KEY', 'cost-unit:KEY']) };
}

/** @throws KooError (usage) `INVALID_VALUE`, `UNKNOWN_DIMENSION` */
function readFilter(text: string): CostFilter {
  const [, name = '', not = '', list = ''] = /^([^=!]+)(!?)=(.+)$/.exec(text) ?? [];
  if (name !== '') {
    const key = dimensionKey(name, { ...costDimensions, ...filterKeys });
    return { key, values: commaList(list), exclude: not !== '' };
  }
  throw usageError(
    'INVALID_VALUE',
    both('--filter {text} is not NAME=VALUE', { text }),
    both('Example: --filter region=cn-north-4,cn-east-3, or --filter service!=hws.service.type.obs'),
  );
}

/** @param forms that are not names, for the message about an unknown name */
function dimensionKey(
  name: string,
  keys: Readonly<Record<string, string>>,
  forms: readonly string[] = [],
): string {
  oneOf(name, [...Object.keys(keys), ...forms], both('dimension'), 'UNKNOWN_DIMENSION');
  return keys[name] ?? '';
}

/**
 * Returns a notice about the costs in the response that can still change, if there are any.
 *
 * @see https://support.huaweicloud.com/api-oce/costm_00014.html
 */
export function freshness({ from, to, costType }: CostQuery, now: Date): Localized | undefined {
  if (costType === 'amortized') {
    // The last 48 hours are within the last three days.
    if (to < addDays(dayOf(now), -2).slice(0, to.length)) return undefined;
    return both('Not final: amortized costs are updated every 24 hours and come 24 to 48 hours late.');
  }
  const months = monthsFrom(from, to).filter((month) => isOpenMonth(month, now) && month <= dayOf(now));
  if (months.length === 0) return undefined;
  return both(
    'Not final: {months}. Costs come about an hour late; a month is final from the 3rd of the next month, and complete after 12:00 on the 4th.',
    { months },
  );
}

const costNames: Readonly<Record<CostReport['costType'], Localized>> = {
  original: both('Original cost'),
  amortized: both('Amortized cost'),
};
const amountNames: Readonly<Record<CostReport['amountType'], Localized>> = {
  payable: both('payable'),
  net: both('actually paid'),
};

/** Renders costs for people: their total, and a table by period and one by group. */
export function renderCosts(report: CostReport): string {
  const { from, to, granularity, costType, amountType, currency, total, periods, groups, groupBy } = report;
  const title = t('{cost}, {amount}, {from} to {to}', {
    cost: costNames[costType],
    amount: amountNames[amountType],
    from,
    to,
  });
  if (groups.length === 0) return `${title}\n${t('No costs.')}`;
  const sum = t('Total: {total} {currency}', { total: money(total), currency: terminalSafe(currency) });
  const byPeriod = table(
    [granularity === 'day' ? t('DAY') : t('MONTH'), t('COST')],
    periods.map(({ period, amount }) => [period, money(amount)]),
  );
  const byGroup = table(
    [...groupBy.map((name) => terminalSafe(name).toUpperCase()), t('COST')],
    groups.map(({ values, amount }) => [
      ...groupBy.map((name) => values[name] || t('(none)')),
      money(amount),
    ]),
  );
  return [`${title}\n${sum}`, byPeriod, byGroup].join('\n\n');
}

function money(text: string): string {
  return formatMoney(parseDecimal(text) ?? { units: 0n, scale: 0 });
}
