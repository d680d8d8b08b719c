import { verdictOfResult } from '../../../callback/history/model.ts';
import { VerdictBadge } from '../../../callback/inspector/inspector.tsx';
import { EarlierLinks, Filter, pageSize, rowBefore } from '../../../console/lists.tsx';
import type { Page, Tone } from '../../../console/model.ts';
import { Badge, Field, Link, Section, Table, Time } from '../../../console/parts.tsx';
import { KooError } from '../../../errors/koo-error.ts';
import { both, localize, t } from '../../../text/translate.ts';
import type { DeliveryState } from '../../market/model/model.ts';
import { deliveryOf } from '../../market/outbox/delivery-queue.ts';
import {
  type DeliveryFilter,
  deliveryWords,
  type ListedDelivery,
  listDeliveries,
} from '../../market/views/delivery-listings.ts';
import type { Database } from '../../state/database.ts';
import type { SandboxState } from '../shared/state.ts';

/** All callbacks that KooGallery has sent or is going to send, the latest first. */
export function deliveriesPage({ database }: SandboxState): Page {
  return {
    path: '/deliveries',
    nav: both('Deliveries'),
    show({ query }) {
      const filter = filterOf(query);
      const { found, refusal } = search(database, { ...filter, limit: pageSize + 1 });
      return {
        title: t('Deliveries'),
        body: (
          <Section title={t('Callbacks to your server')}>
            <FilterForm database={database} />
            {refusal && <p class="failure">{localize(refusal)}</p>}
            <Deliveries
              database={database}
              deliveries={found.slice(0, pageSize)}
              isFiltered={query.size > 0}
            />
            <EarlierLinks found={found} number={({ delivery }) => delivery} />
          </Section>
        ),
      };
    },
  };
}

/** Finds none, and says why, if no instance or several have the name that was typed. */
function search(database: Database, filter: DeliveryFilter) {
  try {
    return { found: listDeliveries(database, filter).reverse() };
  } catch (error) {
    if (error instanceof KooError) return { found: [], refusal: error.facts.message };
    throw error;
  }
}

const states = Object.keys(deliveryWords) as DeliveryState[];

function filterOf(query: URLSearchParams): Omit<DeliveryFilter, 'limit'> {
  const given = (name: string) => query.get(name)?.trim() || undefined;
  const state = given('state');
  return {
    failed: state === 'failing',
    state: states.find((one) => one === state),
    product: given('product'),
    activity: given('activity'),
    instance: given('instance'),
    text: given('text'),
    before: rowBefore(query),
  };
}

function FilterForm({ database }: { readonly database: Database }) {
  const any = ['', t('all')] as const;
  const listed = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map(({ name }) => [String(name), String(name)] as const);
  return (
    <Filter label={t('Filter')}>
      <Field
        name="state"
        label={t('State')}
        options={[
          any,
          ['failing', t('needs attention')],
          ...states.map((state) => [state, localize(deliveryWords[state])] as const),
        ]}
      />
      <Field
        name="product"
        label={t('Product')}
        options={[any, ...listed('SELECT DISTINCT product AS name FROM market_deliveries ORDER BY 1')]}
      />
      <Field
        name="activity"
        label={t('Interface')}
        options={[
          any,
          ...listed("SELECT DISTINCT document ->> 'activity' AS name FROM market_deliveries ORDER BY 1"),
        ]}
      />
      <Field name="instance" label={t('Instance or order')} type="search" />
      <Field name="text" label={t('Text')} type="search" />
    </Filter>
  );
}

interface DeliveriesProps {
  readonly database: Database;
  readonly deliveries: readonly ListedDelivery[];
  readonly isFiltered: boolean;
}

function Deliveries({ database, deliveries, isFiltered }: DeliveriesProps) {
  return (
    <Table
      caption={t('Deliveries')}
      columns={[
        {
          title: t('Interface'),
          cell: ({ delivery, activity, protocol }: ListedDelivery) => (
            <>
              <Link to={`/deliveries/${delivery}`}>{activity}</Link>
              <div class="faint">
                {protocol} · {delivery}
              </div>
            </>
          ),
        },
        { title: t('State'), cell: ({ state }) => <DeliveryBadge state={state} /> },
        {
          title: t('Last response'),
          cell: ({ result, meaning }) =>
            result && (
              <>
                <VerdictBadge verdict={verdictOfResult[result]} />
                {meaning && <div class="faint said">{localize(meaning)}</div>}
              </>
            ),
        },
        {
          title: t('Attempts'),
          cell: ({ attempts, nextAt }) => (
            <>
              {attempts}
              {nextAt && (
                <div class="faint">
                  {t('Next attempt:')} <Time at={nextAt} />
                </div>
              )}
            </>
          ),
        },
        { title: t('Since'), cell: ({ startedAt }) => startedAt && <Time at={startedAt} /> },
        {
          title: t('Instance and product'),
          cell: (delivery) => (
            <>
              <InstanceLink database={database} {...delivery} />
              <div class="faint">
                <code>{delivery.product}</code>
              </div>
            </>
          ),
        },
      ]}
      rows={deliveries}
      empty={
        isFiltered ? (
          <>
            {t('No delivery matches.')} <Link to="/deliveries">{t('Show all')}</Link>
          </>
        ) : (
          <>
            {t('KooGallery has not called your server yet: a purchase makes it do so.')}{' '}
            <Link to="/buy">{t('Buy')}</Link> · <code>koo sandbox buy</code>
          </>
        )
      }
    />
  );
}

/** Links to the instance of a delivery, by its current name. */
export function InstanceLink({
  database,
  delivery,
  instance,
}: Pick<DeliveriesProps, 'database'> & Pick<ListedDelivery, 'delivery' | 'instance'>) {
  const key = deliveryOf(database, delivery)?.instance;
  if (instance === null || key === undefined) return null;
  return (
    <Link to={`/instances/${key}`}>
      <code>{instance}</code>
    </Link>
  );
}

const tones: Readonly<Record<DeliveryState, Tone>> = {
  queued: 'idle',
  active: 'warn',
  succeeded: 'good',
  'given-up': 'bad',
  refused: 'bad',
  dropped: 'idle',
};

export function DeliveryBadge({ state }: { readonly state: DeliveryState }) {
  return <Badge tone={tones[state]}>{localize(deliveryWords[state])}</Badge>;
}
