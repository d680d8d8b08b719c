import { missingView, Pointer } from '../../../console/lists.tsx';
import type { Page } from '../../../console/model.ts';
import { Link, Section, Table } from '../../../console/parts.tsx';
import { KooError } from '../../../errors/koo-error.ts';
import { both, localize, t } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { commandLine } from '../../acts/command-line.ts';
import { withRehearsals } from '../../market/engine/rehearsal.ts';
import { businessTime } from '../../market/model/context.ts';
import type { Connection } from '../../market/model/model.ts';
import { connectionOf, connections, findConnection, orderOf } from '../../market/model/records.ts';
import { formatAmount, parseAmount } from '../../market/money/amounts.ts';
import { listBuyers } from '../../market/views/listings.ts';
import type { Database } from '../../state/database.ts';
import { findProduct } from '../../state/products.ts';
import { assertBuyerName, readFormCommand } from '../shared/form-command.ts';
import { describeOutcome } from '../shared/job-outcome.tsx';
import type { Job, Jobs } from '../shared/jobs.ts';
import { perform, type SandboxState } from '../shared/state.ts';
import { BuyForm } from './buy-form.tsx';
import { type BuyOffer, listBuyOffers, parameterField, readPurchaseForm } from './buy-offers.ts';

export function shopPage({ database }: SandboxState): Page {
  return {
    path: '/buy',
    nav: both('Buy'),
    show: () => ({
      title: t('Buy'),
      body: (
        <Section title={t('Connected products')}>
          <Table
            rows={connections(database)}
            empty={
              <Pointer
                text={t('No product is connected to a callback server yet, so there is nothing to buy.')}
                to="/products"
                link={t('Connect a product')}
              />
            }
            columns={[
              {
                title: t('Product'),
                cell: ({ product }) => (
                  <Link to={`/buy/${encodeURIComponent(product)}`}>
                    {localize(findProduct(database, product)?.product.name ?? { en: product, zh: product })}
                  </Link>
                ),
              },
              { title: t('ID'), cell: ({ product }) => <code>{product}</code> },
              { title: t('Protocols'), cell: ({ protocols }) => protocols.join(', ') },
              { title: t('Callback server'), cell: ({ url }) => <code>{url}</code> },
            ]}
          />
          <p>
            <Link to="/buyers">{t('Buyers and their money')}</Link>
          </p>
        </Section>
      ),
    }),
  };
}

export function buyPage(state: SandboxState, jobs: Jobs): Page {
  const { database, now } = state;
  return {
    path: '/buy/:product',
    show({ params, query, form }) {
      const id = params.product ?? '';
      const connection = findConnection(database, id);
      const stored = findProduct(database, id);
      if (!connection || !stored)
        return missingView({
          text: t('The product {id} is not connected to a callback server, or does not exist.', { id }),
          to: '/products',
          link: t('Connect a product'),
        });
      const asked = form ?? query;
      const offers = listBuyOffers(database, connection);
      const values = asked.size > 0 ? asked : usualForm(database, connection, offers);
      return {
        title: t('Buy {name}', { name: localize(stored.product.name) }),
        body: (
          <Section title={t('Order')}>
            <BuyForm {...{ database, connection, offers, asked, ...previewPurchase(connection, values) }} />
          </Section>
        ),
      };
    },
    async act({ params, form }) {
      const connection = connectionOf(database, params.product ?? '');
      const isQuestion = form.get('do') === 'price';
      const seen = form.get('cost');
      form.delete('do');
      form.delete('cost');
      const { command, buyer } = readPurchase(database, connection, form);
      // A purchase that is refused leaves no buyer.
      const amount = rehearsePrice(command, buyer);
      const priced = `/buy/${encodeURIComponent(connection.product)}?${form}`;
      if (isQuestion)
        return { to: priced, said: both('It would cost {amount} yuan.', { amount }), tone: 'idle' };
      if (seen !== null && seen !== amount) {
        const said = both(
          'It costs {amount} yuan, and nothing has been bought yet. To buy it, press Buy again.',
          { amount },
        );
        return { to: priced, said, tone: 'warn' };
      }
      if (buyer) await perform(state, buyer);
      const place = `/buy/${connection.product}`;
      const job = await jobs.run(place, command);
      const to = destination(database, job);
      jobs.move(place, to);
      const list = `${to}?${new URLSearchParams({ product: connection.product })}`;
      return { to: to === '/instances' ? list : to, ...describeOutcome(job) };
    },
  };

  /** Returns the price of a purchase, if it is possible, and the command that makes it. */
  function previewPurchase(connection: Connection, asked: URLSearchParams) {
    const purchase = unlessRefused(() => readPurchase(database, connection, asked));
    if (!purchase) return {};
    const { command, buyer } = purchase;
    const line = [buyer && commandLine(buyer), commandLine(command)].filter(Boolean).join('\n');
    return { cost: unlessRefused(() => rehearsePrice(command, buyer)), line };
  }

  /** @throws KooError (business, `PURCHASE_REFUSED`) as the purchase would */
  function rehearsePrice(command: CommandOf<'buy'>, buyer: CommandOf<'buyer'> | undefined): string {
    const rehearsal = withRehearsals(database, businessTime(database, now()), (rehearse) =>
      buyer ? rehearse(buyer, command) : rehearse(command),
    );
    if (!rehearsal.ok) throw new KooError(rehearsal.refusal);
    const amounts = rehearsal.entries.flatMap((entry) =>
      entry.type === 'order' && entry.status === 'processing' ? [entry.amount] : [],
    );
    return formatAmount(amounts.reduce((sum, amount) => sum + (parseAmount(amount) ?? 0), 0));
  }
}

function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof KooError) return undefined;
    throw error;
  }
}

/** @throws KooError (usage, `INVALID_VALUE`) */
function readPurchase(database: Database, connection: Connection, form: URLSearchParams) {
  const { command, buyer } = readPurchaseForm(connection, form);
  const checked = readFormCommand(command);
  assertBuyerName(database, checked.buyer);
  return { command: checked, buyer };
}

/** Returns the values that a form begins with. */
function usualForm(database: Database, { parameters }: Connection, [first]: readonly BuyOffer[]) {
  const [known] = listBuyers(database, { limit: 1 });
  const buyer = known ? { buyer: known.name } : { 'new-buyer': 'hw12345678' };
  const form = new URLSearchParams({ offer: first?.value ?? '', ...buyer, pay: 'balance' });
  for (const [index, { required }] of parameters.entries())
    if (required) form.set(parameterField(index), 'VALUE');
  return form;
}

/** Returns the page of the instance that was bought, or the list for several, or while an earlier act is performed. */
function destination(database: Database, { entries }: Job): string {
  const orders = entries.flatMap((entry) => (entry.type === 'order' ? [entry.order] : []));
  const keys = new Set([...new Set(orders)].flatMap((id) => orderOf(database, id)?.instances ?? []));
  const [first] = keys;
  return keys.size === 1 ? `/instances/${first}` : '/instances';
}
