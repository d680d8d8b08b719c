import type { Child } from 'hono/jsx';
import { Filter, type ListPage, Pointer, pageIn, UncountedPaging } from '../../../console/lists.tsx';
import type { Page } from '../../../console/model.ts';
import {
  Badge,
  type Column,
  CommandBlock,
  Field,
  Link,
  Section,
  Table,
  Time,
} from '../../../console/parts.tsx';
import { both, localize, t } from '../../../text/translate.ts';
import type { Bill } from '../../market/life/bills.ts';
import { connections } from '../../market/model/records.ts';
import { formatInCents } from '../../market/money/amounts.ts';
import {
  findBills,
  findRecords,
  type MeteredInstance,
  meteredInstances,
  packageQuotas,
  type Quota,
  recordResults,
  type Scope,
} from '../../market/views/usage-listings.ts';
import { InstanceLink, ProductField, StateBadge } from '../shared/instance-parts.tsx';
import type { SandboxState } from '../shared/state.ts';
import { recordColumns, recordResultWords } from './usage-records.tsx';

/** Rows of each list; half of the usual, as the page has three. */
const pageSize = 25;

export function billsPage({ database }: SandboxState): Page {
  return {
    path: '/bills',
    nav: both('Usage and bills'),
    show({ query }) {
      const text = (name: string) => query.get(name)?.trim() ?? '';
      const scope: Scope = { product: text('product'), buyer: text('buyer'), instance: text('instance') };
      const result = recordResults.find((one) => one === query.get('result'));
      const isLimited = Object.values(scope).some((part) => part !== '') || result !== undefined;
      const nothingFound = <Pointer text={t('Nothing matches.')} to="/bills" link={t('Show all')} />;
      const list = <Row,>({ title, name, find, columns, empty }: ListProps<Row>) => {
        const page = pageIn(query, { name, limit: pageSize });
        // One row more than is shown, to know whether there are more.
        const found = find({ ...page, limit: pageSize + 1 });
        return (
          <Section title={title}>
            <Table
              rows={found.slice(0, pageSize)}
              columns={columns}
              empty={isLimited ? nothingFound : empty}
            />
            <UncountedPaging name={name} page={page} hasMore={found.length > pageSize} />
          </Section>
        );
      };
      const quotas = packageQuotas(database, scope, { offset: 0, limit: pageSize });
      return {
        title: t('Usage and bills'),
        body: (
          <>
            <ScopeFilter chosen={scope.product} products={connections(database).map((one) => one.product)} />
            {list({
              title: t('Pay-per-use instances'),
              name: 'instances',
              find: (page) => meteredInstances(database, scope, page),
              columns: instanceColumns(),
              empty: (
                <Pointer
                  text={t('There are no pay-per-use instances.')}
                  to="/buy"
                  link={t('Buy a pay-per-use product')}
                />
              ),
            })}
            {quotas.length > 0 && (
              <Section title={t('Packages')}>
                <Table rows={quotas} columns={quotaColumns()} />
              </Section>
            )}
            {list({
              title: t('Bills'),
              name: 'bills',
              find: (page) => findBills(database, scope, page),
              columns: billColumns(),
              empty: t('No bill has been written yet. Bills follow a while after the usage.'),
            })}
            {list({
              title: t('Usage records'),
              name: 'records',
              find: (page) => findRecords(database, { scope, result, ...page }),
              columns: recordColumns(),
              empty: (
                <>
                  {t('No usage has been pushed yet. Push the records of a file (CSV, NDJSON or JSON):')}
                  <CommandBlock line="koo usage push usage.csv --site sandbox" />
                </>
              ),
            })}
          </>
        ),
      };
    },
  };
}

interface ListProps<Row> {
  readonly title: string;
  /** Parameter of its page in the address. */
  readonly name: string;
  readonly find: (page: ListPage) => readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly empty: Child;
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

function billColumns(): readonly Column<Bill>[] {
  return [
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
      cell: ({ key, instance }) => <InstanceLink instance={key} name={instance} />,
      hint: ({ buyer }) => buyer,
    },
    { title: t('Written'), cell: ({ writtenAt }) => <Time at={writtenAt} /> },
    { title: t('Cycle until'), cell: ({ to }) => <Time at={to} /> },
  ];
}

/** The columns of pay-per-use instances, with their usage, their bills and what is due next. */
function instanceColumns(): readonly Column<MeteredInstance>[] {
  return [
    {
      title: t('Instance'),
      cell: ({ key, name }) => <InstanceLink instance={key} name={name} />,
      hint: ({ product }) => product,
    },
    { title: t('State'), cell: ({ state }) => <StateBadge state={state} /> },
    {
      title: t('What comes next'),
      cell: ({ due }) =>
        due.length === 0
          ? '–'
          : due.map(({ at, text }) => (
              <div>
                <Time at={at} /> {localize(text)}
              </div>
            )),
    },
    { title: t('Buyer'), cell: BuyerCell },
    {
      title: t('Not billed yet'),
      cell: ({ openUsage }) => openUsage,
      hint: ({ openRecords }) =>
        openRecords > 0 && t('{openRecords, plural, one {# record} other {# records}}', { openRecords }),
      isNumber: true,
    },
    { title: t('Billed (yuan)'), cell: ({ billed }) => formatInCents(billed), isNumber: true },
  ];
}

function BuyerCell({ buyer, balance }: MeteredInstance) {
  return (
    <>
      {buyer}
      <p class="hint">{t('Balance: {balance} yuan', { balance: formatInCents(balance) })}</p>
      {balance < 0 && (
        <>
          <Badge tone="bad">{t('in arrears')}</Badge>
          <p class="hint">
            {t('A top-up settles the arrears:')} <code>koo sandbox buyer {buyer} --top-up 100</code>
          </p>
        </>
      )}
    </>
  );
}

/** The columns of packages of pay-per-use, with the rest of each. */
function quotaColumns(): readonly Column<Quota>[] {
  return [
    { title: t('Instance'), cell: ({ key, name }) => <InstanceLink instance={key} name={name} /> },
    { title: t('Product'), cell: ({ product }) => <code>{product}</code> },
    { title: t('Buyer'), cell: ({ buyer }) => buyer },
    { title: t('Included'), cell: ({ included }) => included, isNumber: true },
    { title: t('Used'), cell: ({ used }) => used, isNumber: true },
    { title: t('Left'), cell: ({ left }) => left, isNumber: true },
    { title: t('Ends'), cell: ({ endsAt }) => (endsAt === undefined ? '–' : <Time at={endsAt} />) },
  ];
}
