import type { Page, Tone } from '../../../console/model.ts';
import { Paging, pageIn } from '../../../console/paging.tsx';
import { Badge, Field, Filter, Link, Section, Table, Time } from '../../../console/parts.tsx';
import type { State } from '../../../lifecycle/model.ts';
import { oneLine } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { connections } from '../../market/model/records.ts';
import { type FoundInstance, searchInstances, stateWords } from '../../market/views/listings.ts';
import type { Jobs } from '../shared/jobs.ts';
import { Running } from '../shared/running.tsx';
import type { SandboxState } from '../shared/state.ts';

/** Rows of a page. */
const pageSize = 50;

const filters = ['text', 'state', 'product', 'buyer'] as const;

/** The instances of all buyers, the latest first. */
export function instancesPage({ database }: SandboxState, jobs: Jobs): Page {
  return {
    path: '/instances',
    nav: both('Instances'),
    show({ query }) {
      const filter = Object.fromEntries(filters.map((name) => [name, query.get(name)?.trim() ?? '']));
      const pageOf = (total: number) => pageIn(query, total, pageSize);
      const { total, instances } = searchInstances(database, filter, pageOf);
      const isFiltered = Object.values(filter).some((value) => value !== '');
      return {
        title: t('Instances'),
        body: (
          <>
            <Running job={jobs.of('/instances')} />
            <FilterForm filter={filter} products={connections(database).map(({ product }) => product)} />
            <Section title={t('{total, plural, one {# instance} other {# instances}}', { total })}>
              <InstanceTable
                rows={instances}
                empty={
                  isFiltered ? (
                    <NothingFound />
                  ) : (
                    <NothingBought hasProduct={connections(database).length > 0} />
                  )
                }
              />
              <Paging path="/instances" query={query} page={pageOf(total)} total={total} />
            </Section>
          </>
        ),
      };
    },
  };
}

type Values = Readonly<Record<string, string>>;

function FilterForm({ filter, products }: { readonly filter: Values; readonly products: readonly string[] }) {
  const states = Object.entries(stateWords).map(([name, text]) => [name, localize(text)] as const);
  const all = [...new Set([...products, ...(filter.product ? [filter.product] : [])])];
  return (
    <Filter to="/instances" label={t('Filter')}>
      <Field name="text" type="search" label={t('Instance, order or licence')} value={filter.text} />
      <Field name="state" label={t('State')} value={filter.state} options={[['', t('All')], ...states]} />
      <Field
        name="product"
        label={t('Product')}
        value={filter.product}
        options={[['', t('All')], ...all.map((id) => [id, id] as const)]}
      />
      <Field name="buyer" label={t('Buyer')} value={filter.buyer} />
    </Filter>
  );
}

function InstanceTable({
  rows,
  empty,
}: {
  readonly rows: readonly FoundInstance[];
  readonly empty: unknown;
}) {
  return (
    <Table
      caption={t('Instances')}
      rows={rows}
      empty={empty as string}
      columns={[
        {
          title: t('Instance'),
          cell: ({ key, instance, license, orderLine }) => (
            <Link to={`/instances/${key}`}>
              <code>{oneLine(instance ?? license ?? orderLine)}</code>
            </Link>
          ),
        },
        { title: t('State'), cell: ({ state }) => <StateBadge state={state} /> },
        {
          title: t('Expires'),
          cell: ({ expiresAt }) => (expiresAt === null ? '–' : <Time at={expiresAt} />),
        },
        { title: t('Product'), cell: ({ product }) => <code>{product}</code> },
        { title: t('Buyer'), cell: ({ buyer }) => buyer },
        { title: t('Order'), cell: ({ order }) => <code>{order}</code> },
      ]}
    />
  );
}

const tones: Readonly<Record<State['name'], Tone>> = {
  creating: 'idle',
  active: 'good',
  grace: 'warn',
  frozen: 'warn',
  released: 'idle',
  failed: 'bad',
};

export function StateBadge({ state }: { readonly state: State['name'] }) {
  return <Badge tone={tones[state]}>{localize(stateWords[state])}</Badge>;
}

function NothingFound() {
  return (
    <>
      {t('No instance matches.')} <Link to="/instances">{t('Show all')}</Link>
    </>
  );
}

function NothingBought({ hasProduct }: { readonly hasProduct: boolean }) {
  return (
    <>
      {t('Nothing has been bought yet.')}{' '}
      {hasProduct ? (
        <Link to="/buy">{t('Buy a product')}</Link>
      ) : (
        <Link to="/products">{t('Connect a product')}</Link>
      )}
    </>
  );
}
