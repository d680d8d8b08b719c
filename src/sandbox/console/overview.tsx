import type { Child } from 'hono/jsx';
import type { Page } from '../../console/model.ts';
import {
  Badge,
  Button,
  Command,
  CommandBlock,
  Facts,
  Field,
  Link,
  OwnForm,
  Section,
  Time,
} from '../../console/parts.tsx';
import { shellWord } from '../../text/shell-word.ts';
import { oneLine } from '../../text/terminal-safe.ts';
import { both, localize, t } from '../../text/translate.ts';
import type { Entry, EntryFacts } from '../market/model/journal.ts';
import { dueWithKeys } from '../market/views/due.ts';
import { entryDocument, entryLine } from '../market/views/entry-text.ts';
import { instanceName } from '../market/views/listings.ts';
import { sandboxSeller } from '../state/accounts.ts';
import type { Database } from '../state/database.ts';
import { productsOf } from '../state/products.ts';
import { listAttention } from './attention.ts';
import { ConnectFields, connectProduct, KeyHint } from './products/connection.tsx';
import { productPath } from './products/product.ts';
import { type Attention, type AttentionItem, countRows } from './shared/attention-model.ts';
import type { SandboxState } from './shared/state.ts';

const maxEntries = 20;
const maxDue = 8;
const maxProducts = 100;

/** The address of the reference merchant. */
const usualUrl = 'http://127.0.0.1:8080/saasproduce';

/** Problems, the latest entries of the journal, what is due next, and the contents of the sandbox. */
export function overviewPage(state: SandboxState): Page {
  const { database } = state;
  return {
    path: '/',
    nav: both('Overview'),
    show() {
      const entries = lastEntries(database);
      const hasConnection = countRows(database, 'market_connections') > 0;
      const attention = listAttention(state);
      return {
        title: t('Overview'),
        body: (
          <>
            {!hasConnection && <Start database={database} />}
            {(hasConnection || attention.length > 0) && <AttentionList attention={attention} />}
            {entries.length > 0 && <Lately database={database} entries={entries} />}
            <div class="grid">
              {hasConnection && <DueNext database={database} />}
              <Counts database={database} />
            </div>
          </>
        ),
      };
    },
    act: ({ form }) => connectProduct(state, form.get('connect-product') ?? '', form),
  };
}

function Start({ database }: { readonly database: Database }) {
  const page = { offset: 0, limit: maxProducts };
  const products = productsOf(database, sandboxSeller.id, { status: 'on_sale', ...page });
  const id = products[0]?.product_id ?? 'ID';
  return (
    <Section title={t('Start here')}>
      <p>{t('No product is connected yet. Three steps show the first callbacks:')}</p>
      <h3>{t('1. Start your callback server')}</h3>
      <p>{t('Without one, take the reference merchant, which is part of koo:')}</p>
      <KeyHint />
      <h3>{t('2. Connect a product to it')}</h3>
      <OwnForm label={t('Connect a product')}>
        <Field
          name="connect-product"
          label={t('Product')}
          options={products.map(({ product_id, name }) => [product_id, `${localize(name)} (${product_id})`])}
        />
        <ConnectFields url={usualUrl} chosen={['v2']} />
        <Button label={t('Connect')} />
      </OwnForm>
      <p class="hint">{t('Or in a terminal, with access keys of your own:')}</p>
      <CommandBlock line={`koo sandbox connect ${usualUrl} --product ${shellWord(id)} --protocol v2`} />
      <h3>{t('3. Buy it as a buyer')}</h3>
      <p>
        <Link to="/buy">{t('Buy a product')}</Link>
      </p>
      <CommandBlock line={`koo sandbox buy ${shellWord(id)} --buyer acme`} />
      <p class="hint">
        {t('Or everything at once, with koo as the server:')} <Command line="koo sandbox demo" />
      </p>
    </Section>
  );
}

function AttentionList({ attention }: { readonly attention: readonly Attention[] }) {
  return (
    <Section title={t('Needs attention')}>
      {attention.length === 0 ? (
        <p class="empty">{t('Nothing: callbacks are delivered, and products are traded.')}</p>
      ) : (
        <ul class="problems">
          {attention.flatMap(({ kind, tone, items, count, to }) => [
            ...items.map((item) => <AttentionRow kind={kind} tone={tone} {...item} />),
            count > items.length && (
              <li>
                <Badge tone={tone}>{localize(kind)}</Badge> <Link to={to}>{t('All {count}', { count })}</Link>
              </li>
            ),
          ])}
        </ul>
      )}
    </Section>
  );
}

type RowProps = AttentionItem & Pick<Attention, 'kind' | 'tone'>;

function AttentionRow({ kind, tone, what, to, command, until }: RowProps) {
  return (
    <li>
      <Badge tone={tone}>{localize(kind)}</Badge> <Link to={to}>{localize(what)}</Link>
      {until && (
        <span class="faint">
          {' '}
          {localize(until.what)} <Time at={until.at} />
        </span>
      )}
      <p class="hint">
        <Command line={command} />
      </p>
    </li>
  );
}

/** Reads the latest entries of the journal, without messages of failures that the entry of the attempt reports. */
function lastEntries(database: Database): readonly Entry[] {
  return database
    .prepare(
      `SELECT id, at, instance, document FROM market_journal
       WHERE NOT (type = 'notice' AND document ->> 'kind' = 'delivery-failed') ORDER BY id DESC LIMIT ?`,
    )
    .all(maxEntries)
    .map(({ id, at, instance, document }) => ({
      ...(JSON.parse(String(document)) as EntryFacts),
      id: Number(id),
      at: Number(at),
      ...(instance !== null && { instance: Number(instance) }),
    }));
}

function Lately({ database, entries }: { readonly database: Database; readonly entries: readonly Entry[] }) {
  return (
    <Section title={t('What happened lately')}>
      <Facts
        items={entries.map((entry) => [
          linkToEntry(entry),
          <span class={isFailure(entry) ? 'failure' : undefined}>
            {entryLine(entryDocument(entry, instanceName(database, entry.instance)))}
          </span>,
        ])}
      />
    </Section>
  );
}

function isFailure(entry: Entry): boolean {
  return entry.type === 'gave-up' || (entry.type === 'attempt' && entry.result === 'failed');
}

/** The time of an entry, with a link to its details. */
function linkToEntry(entry: Entry): Child {
  const time = <Time at={entry.at} />;
  if ('delivery' in entry) return <Link to={`/deliveries/${entry.delivery}`}>{time}</Link>;
  if (entry.instance !== undefined) return <Link to={`/instances/${entry.instance}`}>{time}</Link>;
  return 'product' in entry ? <Link to={productPath(entry.product)}>{time}</Link> : time;
}

function DueNext({ database }: { readonly database: Database }) {
  const due = dueWithKeys(database, maxDue);
  return (
    <Section title={t('Due next')}>
      {due.length === 0 && <p class="empty">{t('Nothing is due.')}</p>}
      <Facts
        items={due.map(({ due: { at, text, instance }, key }) => [
          <Time at={at} />,
          <>
            {key !== undefined && (
              <Link to={`/instances/${key}`}>{oneLine(instance ?? instanceName(database, key) ?? '')}</Link>
            )}{' '}
            {localize(text)}
          </>,
        ])}
      />
      <p>
        <Link to="/clock">{t('Move the clock')}</Link>
      </p>
    </Section>
  );
}

function Counts({ database }: { readonly database: Database }) {
  const count = (from: string) => countRows(database, from).toLocaleString('en');
  const link = (to: string, from: string) => <Link to={to}>{count(from)}</Link>;
  return (
    <Section title={t('What there is')}>
      <Facts
        items={[
          [t('Your products'), link('/products', `products WHERE seller = '${sandboxSeller.id}'`)],
          [t('Connected products'), link('/products', 'market_connections')],
          [
            t('Orders of buyers'),
            <>
              {count('market_orders')} · <code>koo sandbox orders</code>
            </>,
          ],
          [t('Instances of buyers'), link('/instances', 'market_instances')],
          [t('Callbacks'), link('/deliveries', 'market_deliveries')],
          [t('Specified users'), link('/users', 'specified_users')],
          [t('Requests to the API'), link('/requests', 'requests')],
        ]}
      />
      <p class="hint">
        {t('`koo sandbox status` counts the sample orders, instances and products of the open API as well.')}
      </p>
    </Section>
  );
}
