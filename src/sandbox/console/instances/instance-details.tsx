import type { Child } from 'hono/jsx';
import type { Tone } from '../../../console/model.ts';
import { Badge, type Fact, Facts, Link, Section, Table, Time } from '../../../console/parts.tsx';
import type { Charging, Product } from '../../../lifecycle/model.ts';
import { localize, t } from '../../../text/translate.ts';
import { bindingOf, tenantOf } from '../../market/kit/model.ts';
import { licenseEvents } from '../../market/life/licenses.ts';
import type { Instance, Order } from '../../market/model/model.ts';
import { ordersOf } from '../../market/model/records.ts';
import { formatAmount } from '../../market/money/amounts.ts';
import { findBuyer } from '../../market/orders/buyers.ts';
import type { Database } from '../../state/database.ts';
import { findProduct } from '../../state/products.ts';
import { formatDuration, formatOrderStatus, formatOrderType, formatPayment } from './act-words.ts';
import type { LifeTimes } from './stages.tsx';

interface DetailsProps {
  readonly database: Database;
  readonly instance: Instance;
  readonly times: LifeTimes;
}

export function InstanceFacts({ database, instance, times }: DetailsProps) {
  const { life, price, license, instanceId, quantity, parameters, autoRenew } = instance;
  const buyer = findBuyer(database, instance.buyer);
  const product = findProduct(database, instance.product)?.product;
  const sku = product?.skus.find(({ sku_code }) => sku_code === instance.sku)?.name;
  const items: readonly Fact[] = [
    [t("Your server's ID"), instanceId === undefined ? t('not returned yet') : <code>{instanceId}</code>],
    [t('Licence code'), license && <code>{license}</code>],
    [
      t('Product'),
      <>
        {product && localize(product.name)}{' '}
        <Link to={`/products/${encodeURIComponent(instance.product)}`}>
          <code>{instance.product}</code>
        </Link>
      </>,
    ],
    [
      t('Specification'),
      <>
        {sku} <code>{instance.sku}</code>
      </>,
    ],
    [t('Kind'), describeKind(life.kind.product, life.kind.charging)],
    [t('Price'), <code>{price.priceId}</code>],
    [t('Period'), instance.period && formatDuration(instance.period)],
    [t('Quantity'), quantity?.toString()],
    [
      t('Paid for the purchase'),
      `${t('{amount} yuan', { amount: formatAmount(instance.paid) })} · ${formatPayment(instance.payment)}`,
    ],
    [
      t('Automatic renewal'),
      autoRenew === undefined
        ? undefined
        : autoRenew === 'unlimited'
          ? t('without limit')
          : t('{count, plural, one {# more time} other {# more times}}', { count: autoRenew }),
    ],
    [t('Expires'), timeOf(times.expiry)],
    ...(life.stage === 'live'
      ? [
          [t('Grace ends'), timeOf(times.graceEnd)] as const,
          [t('Retention ends'), timeOf(times.retentionEnd)] as const,
        ]
      : []),
    [
      t('Buyer'),
      <>
        <Link to={`/buyers?name=${encodeURIComponent(buyer?.name ?? instance.buyer)}`}>
          {buyer?.name ?? instance.buyer}
        </Link>{' '}
        {buyer && <span class="faint">{buyer.level}</span>}
      </>,
    ],
    ...parameters.map(({ name, value }) => [t('Parameter {name}', { name }), value] as const),
    [t('Resource'), <code>{instance.resource}</code>],
  ];
  return (
    <Section title={t('Details')}>
      <Facts items={items} />
    </Section>
  );
}

function timeOf(time: number | undefined): Child | undefined {
  return time === undefined ? undefined : <Time at={time} />;
}

function describeKind(product: Product, charging: Charging): string {
  const products = {
    saas: t('SaaS'),
    'online-license': t('Online licence'),
    'license-code': t('Licence code'),
  };
  const chargings = {
    period: t('by period'),
    'one-time': t('bought once'),
    'on-demand': t('pay-per-use'),
    package: t('package'),
  };
  return `${products[product]} · ${chargings[charging]}`;
}

const orderTones: Readonly<Record<Order['status'], Tone>> = {
  processing: 'warn',
  completed: 'good',
  failed: 'bad',
};

export function InstanceOrders({ database, instance }: Omit<DetailsProps, 'times'>) {
  return (
    <Section title={t('Orders')}>
      <Table
        rows={ordersOf(database, instance)}
        empty={t('No orders')}
        columns={[
          { title: t('Order'), cell: ({ id }) => <code>{id}</code> },
          { title: t('Type'), cell: ({ type }) => formatOrderType(type) },
          {
            title: t('Status'),
            cell: ({ status }) => <Badge tone={orderTones[status]}>{formatOrderStatus(status)}</Badge>,
          },
          { title: t('Yuan'), isNumber: true, cell: ({ amount }) => formatAmount(amount) },
          { title: t('Created'), cell: ({ createdAt }) => <Time at={createdAt} /> },
        ]}
      />
    </Section>
  );
}

const maxNamed = 50;

export function Organization({ database, instance }: Omit<DetailsProps, 'times'>) {
  const binding = bindingOf(database, instance.key);
  if (!binding) return null;
  const tenant = tenantOf(database, binding.tenant);
  const { authorized } = binding;
  const named = (names: readonly string[]) =>
    names.length === 0
      ? t('none')
      : `${names.slice(0, maxNamed).join(', ')}${names.length > maxNamed ? ' …' : ''}`;
  const states = {
    binding: binding.isFailed ? t('Half bound: a call has failed') : t('Being bound'),
    bound: t('Bound'),
    unbinding: t('Being unbound'),
    unbound: t('Unbound'),
  };
  return (
    <Section title={t('Organisation')}>
      <Facts
        items={[
          [t('Name of the organisation'), tenant.name],
          [
            t('State'),
            <Badge tone={binding.state === 'bound' ? 'good' : binding.isFailed ? 'bad' : 'idle'}>
              {states[binding.state]}
            </Badge>,
          ],
          [t('Tenant'), <code>{`${tenant.id} (${tenant.code})`}</code>],
          [t('Login domain'), <code>{tenant.domain}</code>],
          [
            t('Departments'),
            `${tenant.departments.length}: ${named(tenant.departments.map(({ code, name }) => `${name} (${code})`))}`,
          ],
          [t('Authorised users'), `${authorized.length}: ${named(authorized)}`],
        ]}
      />
    </Section>
  );
}

export function Licences({ database, instance }: Omit<DetailsProps, 'times'>) {
  const events = licenseEvents(database, instance.key);
  if (events.length === 0) return null;
  return (
    <Section title={t('Licences')}>
      <Table
        rows={events}
        columns={[
          { title: t('Event'), cell: ({ id }) => <code>{id}</code> },
          {
            title: t('State'),
            cell: ({ state }) =>
              state === 'delivered' ? (
                <Badge tone="good">{t('delivered')}</Badge>
              ) : (
                <Badge tone="warn">{t('waiting for your server')}</Badge>
              ),
          },
          {
            title: t('Licence'),
            cell: ({ characters, fileName, size }) =>
              characters ? (
                <code>{characters.slice(0, 80)}</code>
              ) : fileName ? (
                `${fileName} (${size} B)`
              ) : (
                '–'
              ),
          },
        ]}
      />
    </Section>
  );
}
