import type { Child } from 'hono/jsx';
import { Fragment, useContext } from 'hono/jsx';
import { Button, Code, Field, FrameContext, OfLoadedValues, OwnForm } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import { seeInstances } from '../../market/rules/refusals.ts';
import { commandLine } from '../shared/command-line.ts';
import { paymentText, periodText, wordsOf } from './act-words.ts';
import {
  type ActName,
  type ActOffer,
  type InstanceCommand,
  pricesOf,
  type Variant,
} from './instance-acts.ts';

/** Names of specifications by code. */
export type SkuNames = Readonly<Record<string, string>>;

/** An act whose price was not shown before it was asked for. */
export interface PricedAct {
  readonly command: InstanceCommand;
  readonly amount: string;
}

/** A button for each act that is possible, with its form. */
export function ActForms({
  offers,
  skus,
  toConfirm,
}: {
  readonly offers: readonly ActOffer[];
  readonly skus: SkuNames;
  readonly toConfirm?: PricedAct | undefined;
}) {
  const possible = offers.filter(({ variants }) => variants.length > 0);
  const impossible = offers.filter(({ variants }) => variants.length === 0);
  return (
    <>
      {possible.length === 0 ? (
        <p class="empty">{t('Nothing can be done with it now.')}</p>
      ) : (
        <div class="acts">
          {possible.map((offer) => (
            <ActForm offer={offer} skus={skus} toConfirm={toConfirm} />
          ))}
        </div>
      )}
      {impossible.length > 0 && (
        <details>
          <summary>{t('Not possible now, and why')}</summary>
          <dl class="facts">
            {impossible.map(({ name: act, refusal }) => (
              <div>
                <dt>{wordsOf(act).label}</dt>
                <dd>
                  {refusal ? localize(refusal.message) : t('There is nothing to choose from.')}
                  {refusal && refusal.hint !== seeInstances && <p class="hint">{localize(refusal.hint)}</p>}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function ActForm({
  offer: { name: act, variants },
  skus,
  toConfirm,
}: {
  readonly offer: ActOffer;
  readonly skus: SkuNames;
  readonly toConfirm: PricedAct | undefined;
}) {
  const frame = useContext(FrameContext);
  const { label, effect, isFinal } = wordsOf(act);
  const [first] = variants;
  if (!first) return null;
  const isSent = frame?.call.form?.get('act') === act;
  const fields = fieldsOf(act, variants, skus);
  const Usual = fields ? OfLoadedValues : Fragment;
  return (
    <details class={isFinal ? 'act final' : 'act'} name="acts" open={isSent}>
      <summary>{label}</summary>
      <div>
        <p>{effect}</p>
        <OwnForm label={label}>
          <input type="hidden" name="act" value={act} />
          <input type="hidden" name={fieldName(act, 'prices')} value={pricesOf(variants).join(' ')} />
          {fields}
          {isFinal && <p class="warning">{t('This cannot be undone.')}</p>}
          {toConfirm?.command.do === first.command.do && isSent ? (
            <div class="loaded">
              <input type="hidden" name={fieldName(act, 'price')} value={toConfirm.amount} />
              <p class="cost">
                {amountText(toConfirm.amount)}{' '}
                {t('Nothing has been done yet. To confirm, press the button again.')}
              </p>
              <Code label={t('Command')} copy>
                {commandLine(toConfirm.command)}
              </Code>
            </div>
          ) : (
            !(isSent && fields) && (
              <Usual>
                {first.amount !== undefined && <p class="cost">{amountText(first.amount)}</p>}
                <Code label={t('Command')} copy>
                  {commandLine(first.command)}
                </Code>
              </Usual>
            )
          )}
          <Button kind={isFinal ? 'danger' : 'main'}>{label}</Button>
        </OwnForm>
      </div>
    </details>
  );
}

function amountText(amount: string): string {
  if (amount.startsWith('-')) return t('The buyer gets {amount} yuan back.', { amount: amount.slice(1) });
  return t('It costs {amount} yuan.', { amount });
}

/** A field of an act; fields of several acts are on one page. */
export function fieldName(act: ActName, field: string): string {
  return `${act}-${field}`;
}

function fieldsOf(act: ActName, variants: readonly Variant[], skus: SkuNames): Child {
  const own = (field: string) => fieldName(act, field);
  switch (act) {
    case 'renew':
      return (
        <div class="row">
          <Field name={own('plan')} label={t('Period')} options={plansOf(variants, skus)} />
          <Field name={own('pay')} label={t('Payment')} options={paymentsOf(variants)} />
        </div>
      );
    case 'change':
      return (
        <div class="row">
          <Field name={own('plan')} label={t('Specification and period')} options={plansOf(variants, skus)} />
          <Field name={own('quantity')} type="number" label={t('Quantity')} hint={t('Empty: as before')} />
        </div>
      );
    case 'upgrade':
      return <UpgradeFields variants={variants} skus={skus} />;
    case 'expire':
      return (
        <Field
          name={own('until')}
          label={t('How far')}
          options={variants.flatMap(({ command }) =>
            command.do === 'expire' && command.until ? [[command.until, untilText(command.until)]] : [],
          )}
        />
      );
    case 'unsubscribe': {
      const [command] = variants.map((variant) => variant.command);
      if (command?.do !== 'unsubscribe' || command.amount === undefined) return null;
      return (
        <Field
          name={own('amount')}
          label={t('Refund that the seller agrees to, in yuan')}
          value={command.amount}
          required
        />
      );
    }
    case 'license':
      return <LicenseFields commands={variants.map(({ command }) => command)} />;
    case 'bind':
      return (
        <div class="row">
          <Field
            name={own('organization')}
            label={t('Organisation')}
            hint={t("Empty: the buyer's first, or a new one")}
          />
          <Field name={own('users')} type="number" label={t('Users to authorise')} />
          <Field name={own('departments')} type="number" label={t('Departments')} />
        </div>
      );
    case 'authorize':
      return <AuthorizeFields commands={variants.map(({ command }) => command)} />;
    case 'organization':
      return (
        <div class="row">
          <Field name={own('name')} label={t('Name of the organisation')} value={organizationOf(variants)} />
          <Field name={own('domain')} label={t('Login domain')} hint="example.com" />
          <Field name={own('department')} label={t('New department')} hint={t('CODE=NAME')} />
        </div>
      );
    default:
      return null;
  }
}

function organizationOf(variants: readonly Variant[]): string | undefined {
  const [command] = variants.map((variant) => variant.command);
  return command?.do === 'organization' ? command.name : undefined;
}

type Options = readonly (readonly [value: string, label: string])[];

/** Periods, and the specification where several are possible, with what they cost. */
function plansOf(variants: readonly Variant[], skus: SkuNames): Options {
  const plans = variants.flatMap(({ command, amount }) => {
    if (command.do !== 'renew' && command.do !== 'change') return [];
    const { sku, period = '' } = command;
    const value = sku === undefined ? period : `${period} ${sku}`;
    return [{ value, period, sku, amount }];
  });
  const known = new Map(plans.map((plan) => [plan.value, plan]));
  return [...known.values()].map(({ value, period, sku, amount }) => {
    const parts = [
      ...(sku === undefined ? [] : [skus[sku] ?? sku]),
      periodText(period),
      ...(amount === undefined ? [] : [t('{amount} yuan', { amount })]),
    ];
    return [value, parts.join(' · ')];
  });
}

function paymentsOf(variants: readonly Variant[]): Options {
  const names = new Set(
    variants.flatMap(({ command }) => (command.do === 'renew' && command.pay ? [command.pay] : [])),
  );
  return [...names].map((pay) => [pay, paymentText(pay)]);
}

function UpgradeFields({
  variants,
  skus,
}: {
  readonly variants: readonly Variant[];
  readonly skus: SkuNames;
}) {
  const own = (field: string) => fieldName('upgrade', field);
  const sizes = variants.flatMap(({ command, amount }) =>
    command.do === 'upgrade' ? [{ ...command, amount: amount ?? '0' }] : [],
  );
  const same = sizes.find(({ quantity }) => quantity !== undefined);
  const others = sizes.flatMap(({ sku, amount }): Options => {
    return sku === undefined ? [] : [[sku, `${skus[sku] ?? sku} · ${t('{amount} yuan', { amount })}`]];
  });
  const options: Options = [...(same ? [['', t('The same')] as const] : []), ...others];
  return (
    <div class="row">
      {others.length > 0 && <Field name={own('sku')} label={t('Specification')} options={options} />}
      {(same || others.length > 0) && (
        <Field
          name={own('quantity')}
          type="number"
          label={t('Quantity')}
          {...(same?.quantity !== undefined && { value: String(same.quantity) })}
        />
      )}
    </div>
  );
}

function untilText(until: 'grace' | 'frozen' | 'released'): string {
  return {
    grace: t('The grace period begins'),
    frozen: t('The instance is frozen'),
    released: t('The instance is released'),
  }[until];
}

function LicenseFields({ commands }: { readonly commands: readonly InstanceCommand[] }) {
  const own = (field: string) => fieldName('license', field);
  const licenses = commands.flatMap((command) => (command.do === 'license' ? [command] : []));
  if (licenses.some(({ claim }) => claim)) return <input type="hidden" name={own('claim')} value="1" />;
  const options = licenses.map(({ event }): Options[number] =>
    event === undefined ? ['', t('A new one')] : [event, t('Again: {event}', { event })],
  );
  return <Field name={own('event')} label={t('Licence')} options={options} />;
}

function AuthorizeFields({ commands }: { readonly commands: readonly InstanceCommand[] }) {
  const own = (field: string) => fieldName('authorize', field);
  const texts = {
    add: t('Authorise users'),
    update: t('Change users'),
    remove: t('Revoke the authorisation'),
    delete: t('Delete users'),
  };
  const options = commands.flatMap(
    (command): Options => (command.do === 'authorize' ? [[command.action, texts[command.action]]] : []),
  );
  const [last] = commands.flatMap((command) => (command.do === 'authorize' ? (command.users ?? []) : []));
  return (
    <div class="row">
      <Field name={own('action')} label={t('What')} options={options} />
      <Field
        name={own('users')}
        label={t('User names')}
        hint={last ? t('Such as {name}', { name: last.userName }) : t('Empty: made-up users')}
      />
      <Field name={own('count')} type="number" label={t('Number of made-up users')} value="1" />
      <Field
        name={own('role')}
        label={t('Role')}
        options={[
          ['', t('As before')],
          ['user', t('User')],
          ['admin', t('Administrator')],
        ]}
      />
    </div>
  );
}
