import { missingView, Paging } from '../../../console/lists.tsx';
import type { Page } from '../../../console/model.ts';
import {
  Badge,
  type Column,
  CommandBlock,
  Facts,
  Link,
  Section,
  Table,
  TerminalHint,
} from '../../../console/parts.tsx';
import { usageError } from '../../../errors/koo-error.ts';
import { audienceWords, deliveryWords, statusWords } from '../../../seller/words.ts';
import { both, localize, t } from '../../../text/translate.ts';
import type { SandboxState } from '../shared/state.ts';
import { attributeGroup } from './attributes.tsx';
import { connectionGroup } from './connection.tsx';
import { probeGroup, TradingBadge } from './probes.tsx';
import { listProducts, type ProductView, productPath, readProduct } from './product.ts';
import { audienceGroup, creditGroup, limitGroup, stockGroup, trialGroup } from './sale.tsx';
import { productCommand } from './setting-group.tsx';
import { userListPath } from './user-lists.ts';

/** Groups of the full width, and of half of it where the screen is wide. */
const wide = [connectionGroup, stockGroup, audienceGroup];
const narrow = [
  [creditGroup, limitGroup],
  [trialGroup, probeGroup],
];
const groups = [...wide, ...narrow.flat(), attributeGroup];

export function productsPage(state: SandboxState): Page {
  return {
    path: '/products',
    nav: both('Products'),
    show({ query }) {
      const { total, page, views } = listProducts(state, query);
      return {
        title: t('Products'),
        body: (
          <Section title={t('{total, plural, one {# product} other {# products}}', { total })}>
            <Table
              caption={t('Products')}
              rows={views}
              columns={productColumns()}
              empty={
                <>
                  {t('No products. Add some from a file:')} <code>koo sandbox seed FILE</code>
                </>
              }
            />
            <Paging page={page} total={total} />
            <TerminalHint command="koo product list --site sandbox" />
          </Section>
        ),
      };
    },
  };
}

function productColumns(): readonly Column<ProductView>[] {
  return [
    {
      title: t('Product'),
      cell: ({ product }) => (
        <>
          <Link to={productPath(product.product_id)}>{localize(product.name)}</Link>
          <br />
          <code>{product.product_id}</code>
        </>
      ),
    },
    { title: t('Trading'), cell: (view) => <TradingBadge view={view} /> },
    {
      title: t('Connected to'),
      cell: ({ connection }) =>
        connection ? (
          <>
            <code>{connection.url}</code>
            <br />
            {connection.protocols.join(', ')}
          </>
        ) : (
          <Badge tone="idle">{t('not connected')}</Badge>
        ),
    },
    { title: t('Kind'), cell: ({ product }) => localize(deliveryWords[product.delivery]) },
    { title: t('Specifications'), isNumber: true, cell: ({ product }) => product.skus.length },
    { title: t('Remaining stock'), isNumber: true, cell: remainingStock },
    { title: t('Who may buy'), cell: describeAudience },
  ];
}

/** Over all specifications that are sold. */
function remainingStock({ product, configuration }: ProductView): number {
  return product.skus
    .filter(({ trial }) => trial === undefined)
    .reduce((sum, { sku_code }) => {
      const { available = 0, sold = 0 } = configuration.stock[sku_code] ?? {};
      return sum + available - sold;
    }, 0);
}

function describeAudience({ configuration: { audience } }: ProductView): string {
  const text = localize(audienceWords[audience.type]);
  const count = Object.keys(audience.skus).length;
  return count === 0
    ? text
    : t('{text}; {count, plural, one {# specification differs} other {# specifications differ}}', {
        text,
        count,
      });
}

/** A product with its whole configuration, each part of which can be changed. */
export function productPage(state: SandboxState): Page {
  return {
    path: '/products/:id',
    show({ params: { id = '' }, query }) {
      const view = readProduct(state, id);
      if (!view)
        return missingView({
          text: t('The sandbox has no such product.'),
          to: '/products',
          link: t('Products'),
        });
      return {
        title: localize(view.product.name),
        body: (
          <>
            <ProductFacts view={view} />
            {wide.map(({ show }) => show(view, state, query))}
            {narrow.map((pair) => (
              <div class="grid">{pair.map(({ show }) => show(view, state, query))}</div>
            ))}
            {attributeGroup.show(view, state, query)}
          </>
        ),
      };
    },
    act({ params: { id = '' }, form }) {
      const view = readProduct(state, id);
      const group = groups.find((one) => one.id === form.get('group'));
      if (view && group) return Promise.resolve(group.act(view, state, form));
      throw usageError(
        'INVALID_COMMAND',
        both('The form does not belong to this page'),
        both('Load the page again, and send the form from there.'),
      );
    },
  };
}

function ProductFacts({ view }: { readonly view: ProductView }) {
  const { product, product_id, configuration } = view;
  const { en, zh } = product.name;
  return (
    <Section title={t('Product')}>
      <Facts
        items={[
          [t('Product ID'), <code>{product_id}</code>],
          [t('Product name'), en === zh ? en : t('{texts}', { texts: [en, zh] })],
          [t('Kind'), localize(deliveryWords[product.delivery])],
          [t('Status'), localize(statusWords[product.status])],
          [t('Version of the configuration'), configuration.version],
        ]}
      />
      <p class="row">
        {view.connection && <Link to={`/buy/${encodeURIComponent(product_id)}`}>{t('Buy it')}</Link>}
        <Link to={`/instances?product=${encodeURIComponent(product_id)}`}>{t('Instances')}</Link>
        <Link to={`/deliveries?product=${encodeURIComponent(product_id)}`}>{t('Callbacks')}</Link>
        <Link to={userListPath(product_id, { list: 'audience' })}>{t('Specified users')}</Link>
      </p>
      <CommandBlock line={productCommand(['get', product_id])} />
    </Section>
  );
}
