import { paint } from '../../../cli/output/colour.ts';
import { table, terminalColumns } from '../../../cli/output/table.ts';
import type { CostReport } from '../../../openapi/billing/report.ts';
import {
  columnsOf,
  compareDecimals,
  type Decimal,
  formatMoney,
  parseDecimal,
  sumDecimals,
} from '../../../text/decimal.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized, t } from '../../../text/translate.ts';
import { clip, width } from '../../../text/width.ts';

/** Most bars of groups; the rest is one bar. */
const maxBars = 15;
/** Widest bar, and the least width at which bars are drawn. */
const maxBar = 40;
const minBar = 5;
const gap = '  ';

const costNames: Readonly<Record<CostReport['costType'], Localized>> = {
  original: both('Original cost'),
  amortized: both('Amortized cost'),
};
const amountNames: Readonly<Record<CostReport['amountType'], Localized>> = {
  payable: both('payable'),
  net: both('actually paid'),
};

interface Bar {
  readonly label: string;
  readonly amount: Decimal;
}

/**
 * Renders costs for people: a bar for each month or day, then one for each group, or a table of two groupings.
 *
 * @param room available columns
 */
export function renderCosts(report: CostReport, room: number = terminalColumns()): string {
  const { from, to, costType, amountType, currency, granularity, total, periods, groups, groupBy } = report;
  const title = t('{cost}, {amount}, {from} to {to}', {
    cost: costNames[costType],
    amount: amountNames[amountType],
    from,
    to,
  });
  const sum = t('Total: {total} {currency}', { total: money(total), currency: terminalSafe(currency) });
  if (groups.length === 0) return [paint('bold', title), t('No costs.')].join('\n');
  const byTime = periods.map(({ period, amount }) => ({ label: period, amount: decimal(amount) }));
  return [
    `${paint('bold', title)}\n${sum}`,
    section(granularity === 'day' ? t('By day') : t('By month'), bars(byTime, room)),
    groupBy.length === 1
      ? section(t('By {name}', { name: groupBy[0] ?? '' }), bars(groupBars(report), room))
      : grid(report, room),
  ].join('\n\n');
}

function section(heading: string, lines: readonly string[]): string {
  return [paint('bold', terminalSafe(heading)), ...lines].join('\n');
}

function groupBars({ groups, groupBy }: CostReport): readonly Bar[] {
  const all = groups.map(({ values, amount }) => ({
    label: groupLabel(values[groupBy[0] ?? '']),
    amount: decimal(amount),
  }));
  const rest = all.slice(maxBars);
  if (rest.length === 0) return all;
  const other = {
    label: t('{count} others', { count: rest.length }),
    amount: sumDecimals(rest.map(({ amount }) => amount)),
  };
  return [...all.slice(0, maxBars), other];
}

/** Lines of label, amount and bar, with the decimal points in one column; bars of negative amounts are empty. */
function bars(all: readonly Bar[], room: number): readonly string[] {
  const labels = all.map(({ label }) => terminalSafe(label).replace(/\s+/g, ' '));
  const amounts = alignPoints(all.map(({ amount }) => formatMoney(amount)));
  const amountWidth = amounts[0]?.length ?? 0;
  const labelRoom = Math.max(minBar, room - amountWidth - gap.length);
  const labelWidth = Math.min(labelRoom, Math.max(0, ...labels.map(width)));
  const barRoom = Math.min(maxBar, room - labelWidth - amountWidth - 2 * gap.length);
  const highest = all
    .map(({ amount }) => amount)
    .toSorted(compareDecimals)
    .at(-1);
  return all.map(({ amount }, index) => {
    const name = clip(labels[index] ?? '', labelWidth);
    const filled = highest && barRoom >= minBar ? columnsOf(amount, highest, barRoom) : 0;
    const cells = [name + ' '.repeat(labelWidth - width(name)), amounts[index] ?? '', '█'.repeat(filled)];
    return cells.join(gap).trimEnd();
  });
}

function alignPoints(amounts: readonly string[]): readonly string[] {
  const parts = amounts.map((amount) => amount.split('.'));
  const longest = (index: number) => Math.max(0, ...parts.map((part) => part[index]?.length ?? 0));
  const [wholes, fractions] = [longest(0), longest(1)];
  return parts.map(
    ([whole = '', fraction = '']) => `${whole.padStart(wholes)}.${fraction.padEnd(fractions)}`,
  );
}

function grid({ groups, groupBy }: CostReport, room: number): string {
  return table(
    [...groupBy.map((name) => terminalSafe(name).toUpperCase()), t('COST')],
    groups.map(({ values, amount }) => [...groupBy.map((name) => groupLabel(values[name])), money(amount)]),
    room,
  );
}

function groupLabel(value: string | undefined): string {
  return value === undefined || value === '' ? t('(none)') : value;
}

function decimal(text: string): Decimal {
  return parseDecimal(text) ?? { units: 0n, scale: 0 };
}

function money(text: string): string {
  return formatMoney(decimal(text));
}
