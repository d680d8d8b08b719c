import { Filter, Paging, Pointer, pageIn } from '../../../console/lists.tsx';
import type { Page } from '../../../console/model.ts';
import { type Column, Field, Link, Section, Table, Time } from '../../../console/parts.tsx';
import { both, localize, t } from '../../../text/translate.ts';
import { connections } from '../../market/model/records.ts';
import { type FoundInstance, searchInstances, stateWords } from '../../market/views/listings.ts';
import { InstanceLink, ProductField, StateBadge } from '../shared/instance-parts.tsx';
import { Running } from '../shared/job-outcome.tsx';
import type { Jobs } from '../shared/jobs.ts';
import type { SandboxState } from '../shared/state.ts';

const filters = ['text', 'state', 'product', 'buyer'] as const;

/** The instances of all buyers, the latest first. */
export function instancesPage({ database }: SandboxState, jobs: Jobs): Page {
  return {
    path: '/instances',
    nav: both('Instances'),
    show({ query }) {
      const filter = Object.fromEntries(filters.map((name) => [name, query.get(name)?.trim() ?? '']));
      const pageOf = (total: number) => pageIn(query, { total });
      const { total, instances } = searchInstances(database, filter, pageOf);
      const products = connections(database).map(({ product }) => product);
      const nothing = Object.values(filter).some((value) => value !== '')
        ? { text: t('No instance matches.'), to: '/instances', link: t('Show all') }
        : products.length > 0
          ? { text: t('Nothing has been bought yet.'), to: '/buy', link: t('Buy a product') }
          : { text: t('Nothing has been bought yet.'), to: '/products', link: t('Connect a product') };
      return {
        title: t('Instances'),
        body: (
          <>
            <Running job={jobs.of('/instances')} />
            <FilterForm chosen={filter.product ?? ''} products={products} />
            <Section title={t('{total, plural, one {# instance} other {# instances}}', { total })}>
              <Table
                caption={t('Instances')}
                rows={instances}
                columns={instanceColumns()}
                empty={<Pointer {...nothing} />}
              />
              <Paging page={pageOf(total)} total={total} />
            </Section>
          </>
        ),
      };
    },
  };
}

function FilterForm(product: Parameters<typeof ProductField>[0]) {
  const states = Object.entries(stateWords).map(([name, text]) => [name, localize(text)] as const);
  return (
    <Filter label={t('Filter')}>
      <Field name="text" type="search" label={t('Instance, order or licence')} />
      <Field name="state" label={t('State')} options={[['', t('All')], ...states]} />
      <ProductField {...product} />
      <Field name="buyer" label={t('Buyer')} />
    </Filter>
  );
}

function instanceColumns(): readonly Column<FoundInstance>[] {
  return [
    {
      title: t('Instance'),
      cell: ({ key, instance, license, orderLine }) => (
        <InstanceLink instance={key} name={instance ?? license ?? orderLine} />
      ),
    },
    {
      title: t('State'),
      cell: ({ state, notTold: [delivery] }) => (
        <>
          <StateBadge state={state} />{' '}
          {delivery !== undefined && (
            <Link to={`/deliveries/${delivery}`}>{t('not told to your server')}</Link>
          )}
        </>
      ),
    },
    { title: t('Expires'), cell: ({ expiresAt }) => (expiresAt === null ? '–' : <Time at={expiresAt} />) },
    { title: t('Product'), cell: ({ product }) => <code>{product}</code> },
    { title: t('Buyer'), cell: ({ buyer }) => buyer },
    { title: t('Order'), cell: ({ order }) => <code>{order}</code> },
  ];
}
