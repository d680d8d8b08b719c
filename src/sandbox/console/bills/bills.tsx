import type { Call, Page } from '../../../console/model.ts';
import { Badge, Code, Field, Filter, Link, Section, Table, Time } from '../../../console/parts.tsx';
import { both, localize, t } from '../../../text/translate.ts';
import type { Bill } from '../../market/life/bills.ts';
import { connections } from '../../market/model/records.ts';
import { formatInCents } from '../../market/money/amounts.ts';
import {
  findBills,
  findRecords,
  meteredInstances,
  packageQuotas,
  type RecordResult,
  recordResults,
  type Scope,
} from '../../market/views/usage-listings.ts';
import { InstanceTable, QuotaTable } from '../instances/metered-instances.tsx';
import type { SandboxState } from '../shared/state.ts';
import { RecordTable, recordResultWords } from './usage-records.tsx';

/** Rows of each list. */
const pageSize = 25;

/** What the usage of pay-per-use instances comes to. */
export function billsPage({ database }: SandboxState): Page {
  return {
    path: '/bills',
    nav: both('Usage and bills'),
    show({ query }) {
      const text = (name: string) => query.get(name)?.trim() ?? '';
      const scope: Scope = { product: text('product'), buyer: text('buyer'), instance: text('instance') };
      const result = recordResults.find((one) => one === query.get('result'));
      const pages = (name: string) => pageOf(query, name);
      const isLimited = Object.values(scope).some((part) => part !== '') || result !== undefined;
      const instances = meteredInstances(database, scope, pages('instances'));
      const quotas = packageQuotas(database, scope, { offset: 0, limit: pageSize });
      const bills = findBills(database, scope, pages('bills'));
      const records = findRecords(database, { scope, result, ...pages('records') });
      const pager = (name: string, found: number) => <Pager query={query} name={name} found={found} />;
      return {
        title: t('Usage and bills'),
        body: (
          <>
            <ScopeFilter
              scope={scope}
              result={result}
              products={connections(database).map((one) => one.product)}
            />
            <Section title={t('Pay-per-use instances')}>
              <InstanceTable
                rows={instances.slice(0, pageSize)}
                empty={isLimited ? <NothingFound /> : <NothingBought />}
              />
              {pager('instances', instances.length)}
            </Section>
            {quotas.length > 0 && (
              <Section title={t('Packages')}>
                <QuotaTable rows={quotas} />
              </Section>
            )}
            <Section title={t('Bills')}>
              <BillTable rows={bills.slice(0, pageSize)} isLimited={isLimited} />
              {pager('bills', bills.length)}
            </Section>
            <Section title={t('Usage records')}>
              <RecordTable
                rows={records.slice(0, pageSize)}
                empty={isLimited ? <NothingFound /> : <NothingPushed />}
              />
              {pager('records', records.length)}
            </Section>
          </>
        ),
      };
    },
  };
}

/** Where a list begins by the address of the page, and one row more than it shows. */
function pageOf(query: Call['query'], name: string) {
  const number = Math.trunc(Number(query.get(name) ?? 1));
  return { offset: number > 1 && number < 1e6 ? (number - 1) * pageSize : 0, limit: pageSize + 1 };
}

function Pager({
  query,
  name,
  found,
}: {
  readonly query: Call['query'];
  readonly name: string;
  readonly found: number;
}) {
  const { offset } = pageOf(query, name);
  const number = offset / pageSize + 1;
  if (number === 1 && found <= pageSize) return null;
  const to = (page: number) => {
    const next = new URLSearchParams(query);
    next.set(name, String(page));
    return `/bills?${next}`;
  };
  return (
    <p class="row">
      {number > 1 && <Link to={to(number - 1)}>{t('Newer')}</Link>}
      <span class="faint">{t('Page {number}', { number })}</span>
      {found > pageSize && <Link to={to(number + 1)}>{t('Older')}</Link>}
    </p>
  );
}

interface ScopeProps {
  readonly scope: Scope;
  readonly result: RecordResult | undefined;
  readonly products: readonly string[];
}

function ScopeFilter({ scope, result, products }: ScopeProps) {
  const known = new Set([...products, scope.product].filter((id) => id !== ''));
  return (
    <Filter to="/bills" label={t('Limit the usage')}>
      <Field
        name="product"
        label={t('Product')}
        value={scope.product}
        options={[['', t('All')], ...[...known].map((id) => [id, id] as const)]}
      />
      <Field name="buyer" type="search" label={t('Buyer')} value={scope.buyer} />
      <Field name="instance" type="search" label={t('Instance or order')} value={scope.instance} />
      <Field
        name="result"
        label={t('Records')}
        value={result ?? ''}
        options={[
          ['', t('All')],
          ...recordResults.map((one) => [one, localize(recordResultWords[one])] as const),
        ]}
      />
    </Filter>
  );
}

function BillTable({ rows, isLimited }: { readonly rows: readonly Bill[]; readonly isLimited: boolean }) {
  return (
    <Table
      caption={t('Bills')}
      rows={rows}
      empty={
        isLimited ? (
          <NothingFound />
        ) : (
          t('No bill has been written yet. Bills follow a while after the usage.')
        )
      }
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
              <Link to={`/instances/${key}`}>
                <code>{instance}</code>
              </Link>
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

function NothingFound() {
  return (
    <>
      {t('Nothing matches.')} <Link to="/bills">{t('Show all')}</Link>
    </>
  );
}

function NothingBought() {
  return (
    <>
      {t('There are no pay-per-use instances.')} <Link to="/buy">{t('Buy a pay-per-use product')}</Link>
    </>
  );
}

function NothingPushed() {
  return (
    <>
      {t('No usage has been pushed yet. Push the records of a file (CSV, NDJSON or JSON):')}
      <Code label={t('Command')} copy>
        koo usage push usage.csv --site sandbox
      </Code>
    </>
  );
}
