import { withApi } from '../../../account/cli/api-run.ts';
import type { ApiHost } from '../../../account/cli/session.ts';
import { table } from '../../../cli/output/table.ts';
import { usageError } from '../../../errors/koo-error.ts';
import {
  billTypes,
  type ConsumptionRows,
  chargeModes,
  fetchConsumingCustomers,
  fetchConsumptionDetails,
  fetchMonthlySums,
  isNoPartner,
} from '../../../openapi/billing/consumption.ts';
import { addDays, dayOf, monthOf } from '../../../openapi/billing/periods.ts';
import { type OpenApi, textOf } from '../../../openapi/model.ts';
import { formatDecimal, formatMoney, parseDecimal, sumDecimals } from '../../../text/decimal.ts';
import { given, type JsonObject, own } from '../../../text/json.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';
import { requireLength } from '../values.ts';
import { billingLanguage, requirePeriod } from './cost.ts';
import type { ConsumptionOptions, CustomersOptions, DetailsOptions } from './flags.ts';

/** The consumption of a partner's customers in a month. */
export interface Consumption {
  readonly month: string;
  /** Whether the account has resold consumption at all; false for an account that is not a partner. */
  readonly available: boolean;
  readonly currency?: string;
  /** Sum of the amounts, exact; decimal number as text. Absent where they are not all in the unit of the currency. */
  readonly total?: string;
  /** With Huawei's names; amounts are decimal numbers as text. */
  readonly rows: readonly JsonObject[];
}

/** Queries the monthly sums: one list for each charge mode. */
export async function runConsumption(
  options: ConsumptionOptions,
  host: ApiHost,
  now = new Date(),
): Promise<Consumption> {
  const month = readMonth(options.month, now);
  requireIds(options);
  const modes = options['charge-mode']
    ? [options['charge-mode']]
    : (Object.keys(chargeModes) as (keyof typeof chargeModes)[]);
  const billType = options['bill-type'];
  const filters = {
    bill_type: billType && billTypes[billType],
    customer_id: options.customer,
    cloud_service_type: options.service,
    indirect_partner_id: options.reseller,
  };
  const result = await queryRows(options, host, month, now, async (api) => {
    const lists: ConsumptionRows[] = [];
    for (const mode of modes)
      lists.push(await fetchMonthlySums(api, { cycle: month, charge_mode: chargeModes[mode], ...filters }));
    const currency = lists.find((list) => list.currency !== undefined)?.currency;
    return { ...given({ currency }), rows: lists.flatMap(({ rows }) => rows) };
  });
  return { ...result, ...totalOf(result.rows, 'amount') };
}

/** Queries the customers with consumption in a month. */
export async function runCustomers(
  options: CustomersOptions,
  host: ApiHost,
  now = new Date(),
): Promise<Consumption> {
  const month = readMonth(options.month, now);
  return queryRows(options, host, month, now, (api) =>
    fetchConsumingCustomers(api, month, billingLanguage()),
  );
}

/** Queries the consumption records of a customer. */
export async function runDetails(
  options: DetailsOptions,
  host: ApiHost,
  now = new Date(),
): Promise<Consumption> {
  const { from, to, association, region, resource } = options;
  const month = readMonth(options.month ?? (from === undefined ? undefined : monthOf(from)), now);
  requireDayIn(month, '--from', from);
  requireDayIn(month, '--to', to);
  requireIds(options);
  const parameters = {
    bill_cycle: month,
    customer_id: options.customer,
    service_type_code: options.service,
    region_code: region,
    resource_id: resource,
    association_type: association && { referral: '1', resell: '2' }[association],
    indirect_partner_id: options.reseller,
    bill_date_begin: from,
    bill_date_end: to,
  };
  const result = await queryRows(options, host, month, now, (api) =>
    fetchConsumptionDetails(api, parameters, billingLanguage()),
  );
  return { ...result, ...totalOf(result.rows, 'payment_amount') };
}

/**
 * Fetches rows, with a notice about a month that is not final. An account without resold consumption is a result, not a
 * failure: it has nothing to fix.
 */
async function queryRows(
  options: CustomersOptions,
  host: ApiHost,
  month: string,
  now: Date,
  fetch: (api: OpenApi) => Promise<ConsumptionRows>,
): Promise<Consumption> {
  return withApi(options, 'partner', host, async (api) => {
    try {
      const rows = await fetch(api);
      // The last day of a month comes on the first day of the next one.
      if (month >= monthOf(addDays(dayOf(now), -1))) host.notice(notFinal(month));
      return { month, available: true, ...rows };
    } catch (error) {
      if (!isNoPartner(error)) throw error;
      const { resultCode: code = '' } = error.facts;
      host.notice(
        both(
          'No resold consumption is available to this account ({code}): only solution providers and tier-1 distributors of the Chinese site have it, and an IAM user needs the permission.',
          { code },
        ),
      );
      return { month, available: false, rows: [] };
    }
  });
}

function notFinal(month: string): Localized {
  return both(
    'Not final: {month}. The data go up to the end of yesterday, and are updated at 16:00, at the latest at 24:00.',
    { month },
  );
}

function totalOf(rows: readonly JsonObject[], name: string): { readonly total?: string } {
  const amounts = rows.flatMap((row) => {
    const isInCurrency = (textOf(row.measure_id) ?? '1') === '1';
    return (isInCurrency && parseDecimal(textOf(row[name]) ?? '')) || [];
  });
  if (rows.length === 0 || amounts.length < rows.length) return {};
  return { total: formatDecimal(sumDecimals(amounts)) };
}

function readMonth(text: string | undefined, now: Date): string {
  requirePeriod('--month', text, 'month');
  const current = monthOf(dayOf(now));
  if (text === undefined || text <= current) return text ?? current;
  throw usageError(
    'INVALID_VALUE',
    both('--month: {month} has not begun', { month: text }),
    both('Nothing was sent.'),
  );
}

function requireIds({ customer, service, reseller }: Partial<ConsumptionOptions>): void {
  if (customer !== undefined) requireLength('--customer', customer, 64);
  if (service !== undefined) requireLength('--service', service, 256);
  if (reseller !== undefined) requireLength('--reseller', reseller, 64);
}

function requireDayIn(month: string, flag: string, day: string | undefined): void {
  requirePeriod(flag, day, 'day');
  if (day === undefined || monthOf(day) === month) return;
  throw usageError(
    'INVALID_VALUE',
    both('{flag}: {day} is not in {month}', { flag, day, month }),
    both('Both days must be in one month. Nothing was sent.'),
  );
}

/** The meanings of the values of a column; another value is shown as it is. */
const chargeNames: Readonly<Record<string, Localized>> = {
  1: both('yearly/monthly'),
  3: both('on demand'),
  10: both('reserved instance'),
  11: both('savings plan'),
};
const billNames: Readonly<Record<string, Localized>> = {
  0: both('consumption'),
  1: both('unsubscription'),
  2: both('write-off'),
};

export function renderConsumption(result: Consumption): string | undefined {
  return renderRows(
    result,
    [t('CUSTOMER'), t('SERVICE'), t('RESOURCE TYPE'), t('CHARGING'), t('BILL'), t('COST'), t('DEBT')],
    (row) => [
      cell(row.customer_id),
      cell(row.cloud_service_type_name ?? row.cloud_service_type),
      cell(row.resource_type_name ?? row.resource_type_code),
      meaning(chargeNames, row.charge_mode),
      meaning(billNames, row.bill_type),
      money(row.amount),
      money(row.debt_amount),
    ],
  );
}

export function renderCustomers(result: Consumption): string | undefined {
  return renderRows(result, [t('CUSTOMER')], (row) => [cell(row.customer_id)]);
}

/** Renders the consumption records of a customer. */
export function renderDetails(result: Consumption): string | undefined {
  return renderRows(
    result,
    [t('CONSUMED'), t('SERVICE'), t('RESOURCE'), t('REGION'), t('CHARGING'), t('COST')],
    (row) => [
      cell(row.consume_time),
      cell(row.service_type_code),
      cell(row.resource_name ?? row.resource_id),
      cell(row.region_code),
      meaning(chargeNames, row.charging_mode),
      money(row.payment_amount),
    ],
  );
}

function renderRows(
  { rows, month, currency = '', total, available }: Consumption,
  header: readonly string[],
  cells: (row: JsonObject) => readonly string[],
): string | undefined {
  // A notice says why.
  if (!available) return undefined;
  if (rows.length === 0) return t('No consumption in {month}.', { month });
  const lines = table(header, rows.map(cells));
  if (total === undefined) return lines;
  const sum = t('Total: {total} {currency}', { total: money(total), currency: terminalSafe(currency) });
  return `${lines}\n\n${sum}`;
}

function meaning(names: Readonly<Record<string, Localized>>, value: JsonObject[string] | undefined): string {
  const text = cell(value);
  const known = own(names, text);
  return known ? localize(known) : text;
}

function cell(value: JsonObject[string] | undefined): string {
  return textOf(value) ?? '';
}

function money(value: JsonObject[string] | undefined): string {
  const amount = parseDecimal(cell(value));
  return amount ? formatMoney(amount) : cell(value);
}
