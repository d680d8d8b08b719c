import { Button, CommandBlock, Field, Link, OwnForm } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import { acts } from '../../acts/acts.ts';
import type { Connection } from '../../market/model/model.ts';
import { formatInCents } from '../../market/money/amounts.ts';
import { listBuyers } from '../../market/views/listings.ts';
import type { Database } from '../../state/database.ts';
import { ActInput, OfLoadedValues } from '../shared/act-input.tsx';
import { type BuyOffer, parameterField } from './buy-offers.ts';

interface BuyFormProps {
  readonly database: Database;
  readonly connection: Connection;
  readonly offers: readonly BuyOffer[];
  /** The values that were typed before, if any. */
  readonly asked: URLSearchParams;
  /** The price in yuan, if the purchase is possible. */
  readonly cost?: string | undefined;
  /** The command that does the same. */
  readonly line?: string;
}

const maxBuyers = 500;

export function BuyForm({ database, connection, offers, asked, cost, line }: BuyFormProps) {
  const { parameters, product, unlisted = false } = connection;
  const isDirect = asked.size > 0 ? asked.has('direct') : unlisted;
  const value = (name: string) => asked.get(name) ?? undefined;
  const chosen = value('offer') ?? offers[0]?.value;
  return (
    <OwnForm label={t('Order')}>
      <fieldset class="offers">
        <legend>{t('Specification and price')}</legend>
        {offers.map((offer) => (
          <label>
            <input type="radio" name="offer" value={offer.value} checked={offer.value === chosen} required />
            <span>
              <strong>{offer.name}</strong> {offer.price}
              <span class="hint">
                <code>{offer.sku}</code> {offer.quantity}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="row">
        {offers.some(({ isPeriod }) => isPeriod) && (
          <Field name="times" type="number" label={t('Number of periods')} value={value('times') ?? '1'} />
        )}
        {offers.some(({ quantity }) => quantity !== undefined) && (
          <ActInput act={acts.buy} name="quantity" value={value('quantity')} />
        )}
      </div>
      {buyerFields(database, value)}
      <div class="row">
        {parameters.map(({ name, required }, index) => (
          <Field
            name={parameterField(index)}
            label={required ? t('{name} (required)', { name }) : name}
            value={value(parameterField(index))}
            hint={t('Your product asks the buyer for it.')}
          />
        ))}
      </div>
      <div class="row">
        <ActInput act={acts.buy} name="pay" value={value('pay')} />
        <ActInput act={acts.buy} name="count" value={value('count') ?? '1'} />
      </div>
      <div class="check">
        {checkbox('renewal', t('Renew automatically'), value('renewal') !== undefined)}
        <ActInput act={acts.buy} name="autoRenew" value={value('renewals') ?? '0'} />
      </div>
      <div class="check">{checkbox('direct', localize(acts.buy.fields.direct.input.label), isDirect)}</div>
      <input type="hidden" name="cost" value={cost ?? ''} />
      {line !== undefined && (
        <OfLoadedValues>
          {cost !== undefined && (
            <p class="cost">
              {t('{name} would cost {amount} yuan.', {
                name: offers.find((offer) => offer.value === chosen)?.name ?? '',
                amount: cost,
              })}
            </p>
          )}
          <CommandBlock line={line} />
        </OfLoadedValues>
      )}
      <p class="row">
        <Button name="do" value="buy" label={t('Buy')} />
        <Button name="do" value="price" kind="quiet" label={t('Show the price')} />
        <Link to={`/products/${encodeURIComponent(product)}`}>{t('Product')}</Link>
      </p>
    </OwnForm>
  );
}

function buyerFields(database: Database, value: (name: string) => string | undefined) {
  const buyers = listBuyers(database, { limit: maxBuyers });
  const { options, input } = acts.buyer.fields.type;
  const { words } = input;
  return (
    <div class="row">
      {buyers.length > 0 && (
        <Field
          name="buyer"
          label={t('Buyer')}
          value={value('buyer')}
          options={buyers.map(({ name, type, balance: amount, level }) => {
            const facts = { name, kind: localize(words[type]), level, balance: formatInCents(amount) };
            return [name, t('{name} ({kind}, {level}, balance {balance})', facts)] as const;
          })}
        />
      )}
      <Field
        name="new-buyer"
        label={buyers.length > 0 ? t('Or a new buyer') : t('New buyer')}
        value={value('new-buyer') ?? (buyers.length > 0 ? undefined : 'hw12345678')}
        hint={t('Account name. A new buyer starts with a balance.')}
      />
      <Field
        name="type"
        label={t('Type of the new buyer')}
        value={value('type')}
        options={options.map((type) => [type, localize(words[type])])}
      />
    </div>
  );
}

function checkbox(name: string, label: string, isChecked: boolean) {
  return (
    <label>
      <input type="checkbox" name={name} value="1" checked={isChecked} /> {label}
    </label>
  );
}
