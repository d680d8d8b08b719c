import { Filter } from '../../../console/lists.tsx';
import type { FormCall, Page } from '../../../console/model.ts';
import {
  Badge,
  Button,
  Checks,
  Field,
  Link,
  OwnForm,
  Section,
  Table,
  Time,
} from '../../../console/parts.tsx';
import { usageError } from '../../../errors/koo-error.ts';
import type { ListRef } from '../../../seller/contract.ts';
import { listKey } from '../../../seller/plan.ts';
import type { Console } from '../../../seller/worksheet/console.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';
import { sandboxSeller } from '../../state/accounts.ts';
import { productsOf } from '../../state/products.ts';
import {
  listWorksheets,
  makeWorksheet,
  settingParts,
  type Worksheet,
  type WorksheetRequest,
} from '../../state/worksheets.ts';
import { type ProductView, readProduct } from '../products/product.ts';
import { isInForce, listsOf, listTitle, usersOn } from '../products/user-lists.ts';
import type { SandboxState } from '../shared/state.ts';
import { readPasted } from '../users/user-changes.ts';

/** Most products to choose from. */
const maxProducts = 200;

export const consoleNames: Readonly<Record<Console, Localized>> = {
  cn: both('Chinese site'),
  intl: both('International site'),
  eu: both('European site'),
};

const partNames: Readonly<Record<(typeof settingParts)[number], Localized>> = {
  audience: both('Target customers'),
  credit: both('Credit control'),
  purchase_limits: both('Purchase limits'),
  trial: both('SaaS trials'),
};

/** The worksheets, and a form for a new one. */
export function worksheetsPage(state: SandboxState): Page {
  const { database, now } = state;
  return {
    path: '/worksheets',
    nav: both('Worksheets'),
    show({ query, form }) {
      const chosen = form?.get('product') ?? query.get('product') ?? '';
      const view = chosen === '' ? undefined : readProduct(state, chosen);
      const products = productsOf(database, sandboxSeller.id, {
        status: undefined,
        offset: 0,
        limit: maxProducts,
      });
      return {
        title: t('Worksheets'),
        body: (
          <>
            <p>
              {t(
                'Huawei publishes no API for the settings of a product. Set them here first and try them; a worksheet then leads through the same change in the real seller console, step by step.',
              )}
            </p>
            <Section title={t('Worksheets')}>
              <SheetTable rows={listWorksheets(database)} />
            </Section>
            <Section title={t('New worksheet')}>
              <Filter label={t('Choose the product')} button={t('Choose')}>
                <Field
                  name="product"
                  label={t('Product with the wanted configuration')}
                  value={chosen}
                  options={products.map(({ product_id, name }) => [
                    product_id,
                    `${localize(name)} (${product_id})`,
                  ])}
                />
              </Filter>
              {view && <NewSheet view={view} />}
            </Section>
          </>
        ),
      };
    },
    async act({ form }) {
      const view = readProduct(state, form.get('product') ?? '');
      if (!view) {
        const message = both('The sandbox does not have this product');
        throw usageError('UNKNOWN_PRODUCT', message, both('Choose another one.'));
      }
      const id = makeWorksheet(database, view, await requestOf(state, view, form), now());
      return { to: `/worksheets/${id}`, said: both('The worksheet is ready. Nothing was sent.') };
    },
  };
}

async function requestOf(
  state: SandboxState,
  view: ProductView,
  form: FormCall['form'],
): Promise<WorksheetRequest> {
  const parts = form.getAll('part');
  const lists = offeredLists(view).filter((ref) => parts.includes(`list:${listKey(ref)}`));
  const pasted = await Promise.all(
    lists.map(async (ref) => {
      const text = form.get(`present:${listKey(ref)}`) ?? '';
      if (text.trim() === '') return [];
      const { users } = await readPasted(
        state,
        text,
        both('Copy the table with its headings, and paste it again.'),
      );
      return [[listKey(ref), new Map(users.map((user) => [user.account_id, user]))] as const];
    }),
  );
  const site = form.get('site');
  return {
    site: site === 'intl' || site === 'eu' ? site : 'cn',
    settings: settingParts.filter((part) => parts.includes(part)),
    lists,
    present: new Map(pasted.flat()),
  };
}

/** The lists that matter, or have users. */
function offeredLists(view: ProductView): readonly ListRef[] {
  return listsOf(view.product).filter((ref) => isInForce(ref, view) || usersOn(view, ref) > 0);
}

function SheetTable({ rows }: { readonly rows: readonly Worksheet[] }) {
  return (
    <Table
      caption={t('Worksheets')}
      rows={rows}
      empty={t('There is no worksheet yet. Choose a product below.')}
      columns={[
        {
          title: t('Product'),
          cell: ({ id, product }) => (
            <Link to={`/worksheets/${id}`}>
              <code>{product}</code>
            </Link>
          ),
        },
        { title: t('Steps done'), cell: (sheet) => <Progress sheet={sheet} /> },
        { title: t('Seller console'), cell: ({ site }) => localize(consoleNames[site]) },
        { title: t('Made'), cell: ({ madeAt }) => <Time at={madeAt} /> },
      ]}
    />
  );
}

/** How many steps of a worksheet are done. */
export function Progress({ sheet: { done, changes } }: { readonly sheet: Worksheet }) {
  const isDone = done.length === changes.length;
  return (
    <Badge tone={isDone ? 'good' : 'warn'}>
      {t('{done} of {total} done', { done: done.length, total: changes.length })}
    </Badge>
  );
}

function NewSheet({ view }: { readonly view: ProductView }) {
  const lists = offeredLists(view);
  const { purchase_limits, trial } = view.configuration;
  const settings = settingParts.filter((part) =>
    part === 'purchase_limits' ? hasAny(purchase_limits) : part === 'trial' ? hasAny(trial) : true,
  );
  const options = [
    ...settings.map((part) => [part, localize(partNames[part])] as const),
    ...lists.map((ref) => {
      const title = listTitle(ref, view.product);
      const count = usersOn(view, ref);
      return [
        `list:${listKey(ref)}`,
        t('List: {title} ({count, plural, one {# user} other {# users}})', { title, count }),
      ] as const;
    }),
  ];
  return (
    <OwnForm label={t('New worksheet')} action="/worksheets">
      <input type="hidden" name="product" value={view.product_id} />
      <Field
        name="site"
        label={t('Seller console')}
        options={Object.entries(consoleNames).map(([site, name]) => [site, localize(name)] as const)}
      />
      <Checks
        name="part"
        label={t('Settings to change')}
        options={options}
        chosen={options.map(([value]) => value)}
      />
      {lists.map((ref) => (
        <Field
          name={`present:${listKey(ref)}`}
          label={t('Users now on the list: {title}', { title: listTitle(ref, view.product) })}
          hint={t(
            'Optional: paste the table that the seller console shows, all its pages with the headings. Only the differences become steps then.',
          )}
          rows={4}
        />
      ))}
      <Button label={t('Create the worksheet')} />
    </OwnForm>
  );
}

function hasAny(record: object): boolean {
  return Object.keys(record).length > 0;
}
