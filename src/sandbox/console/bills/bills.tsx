import type { Child } from 'hono/jsx';
import { Filter, pageIn, UncountedPaging } from '../../../console/lists.tsx';
import type { Page } from '../../../console/model.ts';
import { Badge, CommandBlock, Field, Link, Pointer, Section, Table, Time } from '../../../console/parts.tsx';
import { both, localize, t } from '../../../text/translate.ts';
import type { Bill } from '../../market/life/bills.ts';
import { connections } from '../../market/model/records.ts';
import { formatInCents } from '../../market/money/amounts.ts';
import {
  findBills,
  findRecords,
  meteredInstances,
  packageQuotas,
  recordResults,
  type Scope,
} from '../../market/views/usage-listings.ts';
import { InstanceTable, QuotaTable } from './metered-instances.tsx';
import { InstanceLink, ProductField } from '../shared/instance-parts.tsx';
import type { SandboxState } from '../shared/state.ts';
import { RecordTable, recordResultWords } from './usage-records.tsx';

/** Rows of each list; half of the usual, as the page has three. */
const pageSize = 25;

/** Pay-per-use instances, their bills and usage records. */
export function billsPage({ database }: SandboxState): Page {
  return {
    path: '/bills',
    nav: both('Usage and bills'),
    show({ query }) {
      const text = (name: string) => query.get(name)?.trim() ?? '';
      const scope: Scope = { product: text('product'), buyer: text('buyer'), instance: text('instance') };
      const result = recordResults.find((one) => one === query.get('result'));
      // One row more than is shown says whether there are more.
      const rowsOf = (name: string) => ({ ...pageIn(query, { name, limit: pageSize }), limit: pageSize + 1 });
      const isLimited = Object.values(scope).some((part) => part !== '') || result !== undefined;
      const instances = meteredInstances(database, scope, rowsOf('instances'));
      const quotas = packageQuotas(database, scope, { offset: 0, limit: pageSize });
      const bills = findBills(database, scope, rowsOf('bills'));
      const records = findRecords(database, { scope, result, ...rowsOf('records') });
      const paging = (name: string, found: number) => (
        <UncountedPaging
          name={name}
          page={pageIn(query, { name, limit: pageSize })}
          hasMore={found > pageSize}
        />
      );
      const nothingFound = <Pointer text={t('Nothing matches.')} to="/bills" link={t('Show all')} />;
      return {
        title: t('Usage and bills'),
        body: (
          <>
            <ScopeFilter chosen={scope.product} products={connections(database).map((one) => one.product)} />
            <Section title={t('Pay-per-use instances')}>
              <InstanceTable
                rows={instances.slice(0, pageSize)}
                empty={
                  isLimited ? (
                    nothingFound
                  ) : (
                    <Pointer
                      text={t('There are no pay-per-use instances.')}
                      to="/buy"
                      link={t('Buy a pay-per-use product')}
                    />
                  )
                }
              />
              {paging('instances', instances.length)}
            </Section>
            {quotas.length > 0 && (
              <Section title={t('Packages')}>
                <QuotaTable rows={quotas} />
              </Section>
            )}
            <Section title={t('Bills')}>
              <BillTable
                rows={bills.slice(0, pageSize)}
                empty={
                  isLimited
                    ? nothingFound
                    : t('No bill has been written yet. Bills follow a while after the usage.')
                }
              />
              {paging('bills', bills.length)}
            </Section>
            <Section title={t('Usage records')}>
              <RecordTable
                rows={records.slice(0, pageSize)}
                empty={isLimited ? nothingFound : <NothingPushed />}
              />
              {paging('records', records.length)}
            </Section>
          </>
        ),
      };
    },
  };
}

function ScopeFilter(props: Parameters<typeof ProductField>[0]) {
  const results = recordResults.map((one) => [one, localize(recordResultWords[one])] as const);
  return (
    <Filter label={t('Limit the usage')}>
      <ProductField {...props} />
      <Field name="buyer" type="search" label={t('Buyer')} />
      <Field name="instance" type="search" label={t('Instance or order')} />
      <Field name="result" label={t('Records')} options={[['', t('All')], ...results]} />
    </Filter>
  );
}

function BillTable({ rows, empty }: { readonly rows: readonly Bill[]; readonly empty: Child }) {
  return (
    <Table
      rows={rows}
      empty={empty}
      columns={[
        { title: t('Bill'), cell: ({ id }) => <Link to={`/bills/${id}`}>{t('Bill {id}', { id })}</Link> },
        { title: t('Amount (yuan)'), cell: ({ amount }) => formatInCents(amount), isNumber: true },
        { title: t('Used'), cell: ({ usage }) => usage, isNumber: true },
        { title: t('From packages'), cell: ({ deducted }) => deducted, isNumber: true },
        {
          title: t('Balance after it'),
          cell: ({ balance }) =>
            balance < 0 ? <Badge tone="bad">{formatInCents(balance)}</Badge> : formatInCents(balance),
          isNumber: true,
        },
        {
          title: t('Instance'),
          cell: ({ key, instance, buyer }) => (
            <>
              <InstanceLink instance={key} name={instance} />
              <p class="hint">{buyer}</p>
            </>
          ),
        },
        { title: t('Written'), cell: ({ writtenAt }) => <Time at={writtenAt} /> },
        { title: t('Cycle until'), cell: ({ to }) => <Time at={to} /> },
      ]}
    />
  );
}

function NothingPushed() {
  return (
    <>
      {t('No usage has been pushed yet. Push the records of a file (CSV, NDJSON or JSON):')}
      <CommandBlock line="koo usage push usage.csv --site sandbox" />
    </>
  );
}
