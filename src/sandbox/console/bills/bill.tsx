import { missingView } from '../../../console/lists.tsx';
import type { Page } from '../../../console/model.ts';
import { type Fact, Facts, Section, Table, Time } from '../../../console/parts.tsx';
import { both, type Localized, t } from '../../../text/translate.ts';
import type { Bill } from '../../market/life/bills.ts';
import type { Amount, Price } from '../../market/model/model.ts';
import { decimalOf, formatAmount, formatInCents } from '../../market/money/amounts.ts';
import { plain, subtract } from '../../market/money/charges.ts';
import { findBill, findRecords } from '../../market/views/usage-listings.ts';
import { InstanceLink } from '../shared/instance-parts.tsx';
import type { SandboxState } from '../shared/state.ts';
import { recordColumns } from './usage-records.tsx';

const maxRecords = 200;

export function billPage({ database }: SandboxState): Page {
  return {
    path: '/bills/:id',
    show({ params }) {
      const found = findBill(database, Number(params.id));
      if (!found)
        return missingView({ text: t('There is no such bill.'), to: '/bills', link: t('Usage and bills') });
      const { bill, price } = found;
      const scope = { product: '', buyer: '', instance: '' };
      const records = findRecords(database, { scope, bill: bill.id, offset: 0, limit: maxRecords });
      return {
        title: t('Bill {id}', { id: bill.id }),
        body: (
          <>
            <div class="grid">
              <Section title={t('What is billed')}>
                <Facts items={describeBill(bill)} />
              </Section>
              <Section title={t('Lines')}>
                <Lines bill={bill} price={price} />
              </Section>
            </div>
            <Section title={t('Usage records')}>
              <Table
                rows={records}
                columns={recordColumns()}
                empty={t('Its records were pushed to an earlier version of koo.')}
              />
              {bill.records > maxRecords && (
                <p class="hint">
                  {t('The latest {shown} of {total} records', { shown: maxRecords, total: bill.records })}
                </p>
              )}
            </Section>
          </>
        ),
      };
    },
  };
}

function describeBill({
  key,
  instance,
  buyer,
  from,
  to,
  writtenAt,
  records,
  late,
  balance,
}: Bill): readonly Fact[] {
  return [
    [t('Instance'), <InstanceLink instance={key} name={instance} />],
    [t('Buyer'), buyer],
    [
      t('Cycle'),
      <>
        <Time at={from} /> – <Time at={to} />
      </>,
    ],
    [t('Written'), <Time at={writtenAt} />],
    [t('Records'), String(records)],
    [t('Of earlier cycles'), late > 0 ? String(late) : undefined],
    [t('Balance after it'), t('{amount} yuan', { amount: formatInCents(balance) })],
  ];
}

const modeWords: Readonly<Record<Bill['mode'], Localized>> = {
  fixed: both('one price'),
  step: both('each part at the price of its band'),
  tier: both('all of a record at the price of its band'),
};

function Lines({ bill, price }: { readonly bill: Bill; readonly price: Price }) {
  const { item, mode, usage, deducted, overdrawn, amount } = bill;
  const charged = plain(subtract(subtract(decimalOf(usage), decimalOf(deducted)), decimalOf(overdrawn)));
  const lines = [
    { title: t('Usage ({item})', { item }), units: usage },
    { title: t('Taken from packages'), units: deducted },
    ...(overdrawn === '0' ? [] : [{ title: t('Over the quota, not charged'), units: overdrawn }]),
    { title: t('Charged'), units: charged, yuan: formatPayable(amount) },
  ];
  return (
    <>
      <Table
        rows={lines}
        columns={[
          { title: t('Line'), cell: ({ title }) => title },
          { title: t('Units'), cell: ({ units }) => units, isNumber: true },
          { title: t('Amount (yuan)'), cell: ({ yuan }) => yuan ?? '', isNumber: true },
        ]}
      />
      <h3>{t('Price')}</h3>
      <p>{t('{mode}: {bands}', { mode: modeWords[mode], bands: describeBands(price) })}</p>
    </>
  );
}

/** An amount in cents, with the exact sum where it differs. */
function formatPayable(amount: Amount): string {
  const [yuan, exact] = [formatInCents(amount), formatAmount(amount)];
  return yuan === exact ? yuan : t('{yuan} (exactly {exact})', { yuan, exact });
}

function describeBands({ amount, bands }: Price): string[] {
  if (!bands) return [t('{amount} yuan a unit', { amount: formatAmount(amount) })];
  return bands.map((band) => {
    const yuan = formatAmount(band.amount);
    return band.upTo === undefined
      ? t('above: {yuan} yuan a unit', { yuan })
      : t('up to {upTo}: {yuan} yuan a unit', { upTo: band.upTo, yuan });
  });
}
