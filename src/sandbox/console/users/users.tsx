import { Filter, Paging, pageIn } from '../../../console/lists.tsx';
import type { Call, Done, Page, View } from '../../../console/model.ts';
import {
  Badge,
  Button,
  Confirmed,
  Field,
  Link,
  OwnForm,
  Section,
  Table,
  TerminalHint,
  Time,
} from '../../../console/parts.tsx';
import type { ListedUser, ListRef } from '../../../seller/contract.ts';
import { userChangeFaults } from '../../../seller/rules/rules.ts';
import { listFlags } from '../../../seller/user-list.ts';
import { listNames } from '../../../seller/values.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { findUsers, usersOf } from '../../state/products.ts';
import { listProducts, type ProductView, productPath, readProduct } from '../products/product.ts';
import { isInForce, listsOf, listTitle, userListPath, usersOn } from '../products/user-lists.ts';
import type { SandboxState } from '../shared/state.ts';
import { addToList, removeFromList, type TargetList } from './user-changes.ts';

/** Users of a page: more than usual, as their rows are short and are chosen to be removed together. */
const pageSize = 100;

/** Specified users: who may buy, pay with the credit line, or try. */
export function usersPage(state: SandboxState): Page {
  return {
    path: '/users',
    nav: both('Users'),
    show(call) {
      const found = findList(state, call);
      return found ? showList(state, call, found) : showProducts(state, call);
    },
    async act(call): Promise<Done> {
      const found = findList(state, call);
      const { form } = call;
      if (!found) return { said: both('The sandbox has no such product.'), tone: 'bad' };
      return form.get('users-act') === 'remove'
        ? removeFromList(state, found, form)
        : addToList(state, found, form);
    },
  };
}

function findList(state: SandboxState, { query }: Call): TargetList | undefined {
  const view = readProduct(state, query.get('product') ?? '');
  if (!view) return undefined;
  const list = listNames.find((one) => one === query.get('list')) ?? 'audience';
  const sku = query.get('sku');
  const ref: ListRef = { list, ...(sku !== null && { sku_code: sku }) };
  const isKnown = userChangeFaults({ ...ref, add: [], remove: [] }, view.product).length === 0;
  return { view, ref: isKnown ? ref : { list: 'audience' } };
}

function showProducts(state: SandboxState, { query }: Call): View {
  const { total, page, views } = listProducts(state, query);
  return {
    title: t('Specified users'),
    body: (
      <Section title={t('Products and their lists')}>
        <Table
          rows={views}
          empty={t('No products.')}
          columns={[
            {
              title: t('Product'),
              cell: ({ product, product_id }) => (
                <>
                  <Link to={userListPath(product_id, { list: 'audience' })}>{localize(product.name)}</Link>
                  <br />
                  <code>{product_id}</code>
                </>
              ),
            },
            {
              title: t('Lists in force, and lists with users'),
              cell: (view) => {
                const refs = listsOf(view.product).filter(
                  (ref) => isInForce(ref, view) || usersOn(view, ref) > 0,
                );
                if (refs.length === 0) return <span class="faint">{t('none')}</span>;
                return refs.map((ref) => (
                  <div>
                    <ListLink view={view} of={ref} />
                  </div>
                ));
              },
            },
          ]}
        />
        <Paging page={page} total={total} />
      </Section>
    ),
  };
}

function ListLink({ view, of }: { readonly view: ProductView; readonly of: ListRef }) {
  const count = usersOn(view, of);
  return (
    <>
      <Link to={userListPath(view.product_id, of)}>{localize(listTitle(of, view.product))}</Link>{' '}
      {t('{count, plural, one {# user} other {# users}}', { count })}{' '}
      {isInForce(of, view) ? (
        count === 0 && <Badge tone="warn">{t('in force, and empty')}</Badge>
      ) : (
        <Badge tone="idle">{t('no effect')}</Badge>
      )}
    </>
  );
}

function showList(state: SandboxState, { query }: Call, { view, ref }: TargetList): View {
  const { database } = state;
  const { product, product_id } = view;
  const total = usersOn(view, ref);
  const page = pageIn(query, { total, limit: pageSize });
  const text = query.get('text')?.trim() ?? '';
  const users =
    text === ''
      ? usersOf(database, product_id, ref, { ...page, after: undefined })
      : findUsers(database, product_id, ref, text, pageSize);
  const path = userListPath(product_id, ref);
  const title = localize(listTitle(ref, product));
  return {
    title: t('Specified users of {name}', { name: product.name }),
    body: (
      <>
        <Section title={t('Lists')}>
          {listsOf(product).map((one) => (
            <p>
              <ListLink view={view} of={one} />
            </p>
          ))}
          <p class="row">
            <Link to={productPath(product_id)}>{t('The product')}</Link>
            <Link to="/users">{t('Lists of all products')}</Link>
          </p>
        </Section>
        <Section title={`${title} (${total})`}>
          {!isInForce(ref, view) && (
            <p>
              <Badge tone="idle">{t('no effect')}</Badge>{' '}
              {t('The list has no effect, since the setting it belongs to is not for specified users.')}{' '}
              <Link to={productPath(product_id)}>{t('Change it')}</Link>
            </p>
          )}
          {total > 0 && (
            <Filter label={t('Find users')}>
              <input type="hidden" name="product" value={product_id} />
              <input type="hidden" name="list" value={ref.list} />
              {ref.sku_code !== undefined && <input type="hidden" name="sku" value={ref.sku_code} />}
              <Field name="text" type="search" label={t('Name or ID contains')} />
            </Filter>
          )}
          {users.length === 0 ? (
            <p class="empty">{text === '' ? t('No users are on this list.') : t('No user matches.')}</p>
          ) : (
            <UserTable users={users} path={path} />
          )}
          {text === '' && <Paging page={page} total={total} />}
          <TerminalHint command={`koo users list ${listFlags(product_id, ref)} --site sandbox`} />
        </Section>
        {state.readUsers && (
          <Section title={t('Add users')}>
            <OwnForm action={path} label={t('Add users')}>
              <Field
                name="users"
                label={t('Users')}
                hint={t(
                  'One a line: account name and account ID, as {form}. A table copied from the seller console, CSV and JSON are read as well.',
                  { form: 'NAME:ID' },
                )}
                rows={6}
                required
              />
              <Button label={t('Add')} />
            </OwnForm>
            <TerminalHint
              command={`koo users add - ${listFlags(product_id, ref)} --site sandbox < users.csv`}
            />
          </Section>
        )}
      </>
    ),
  };
}

function UserTable({ users, path }: { readonly users: readonly ListedUser[]; readonly path: string }) {
  return (
    <OwnForm action={path} label={t('Remove users')}>
      <Table
        caption={t('Users')}
        rows={users}
        columns={[
          {
            title: t('Chosen'),
            cell: ({ account_name, account_id }) => (
              <input
                type="checkbox"
                name="user"
                value={account_id}
                aria-label={t('Choose {name}', { name: account_name })}
              />
            ),
          },
          { title: t('Account name'), cell: ({ account_name }) => account_name },
          { title: t('Account ID'), cell: ({ account_id }) => <code>{account_id}</code> },
          { title: t('Added'), cell: ({ added_at }) => <Time at={added_at} /> },
        ]}
      />
      <Confirmed label={t('Remove the chosen users')} question={t('Remove the chosen users from the list?')}>
        <Button kind="danger" name="users-act" value="remove" label={t('Remove')} />
      </Confirmed>
    </OwnForm>
  );
}
