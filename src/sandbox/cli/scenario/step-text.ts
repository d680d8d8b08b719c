import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/commands.ts';
import type { Act, MerchantAct } from '../../scenario/model.ts';

/**
 * Who does what, in words.
 *
 * @param name of the product, if it has one
 */
export function stepText(act: Act, name?: Localized): Localized {
  const text = texts[act.do] as (given: Act, name?: Localized) => Localized;
  return text(act, name);
}

type ActOf<Name extends Act['do']> =
  | Extract<MerchantAct, { do: Name }>
  | (Name extends 'clock' | 'connect' ? never : CommandOf<Exclude<Name, MerchantAct['do']>>);

/** `1y ×10` */
function terms({ period, quantity }: { readonly period?: string; readonly quantity?: number }): string {
  return [
    ...(period === undefined ? [] : [period]),
    ...(quantity === undefined ? [] : [`×${quantity}`]),
  ].join(' ');
}

function withTerms(text: Localized, given: Parameters<typeof terms>[0]): Localized {
  const shown = terms(given);
  return shown === '' ? text : both('{text} ({shown})', { text, shown });
}

const texts: { readonly [Name in Act['do']]: (act: ActOf<Name>, name?: Localized) => Localized } = {
  buyer: ({ buyer, topUp }) =>
    topUp === undefined
      ? both('The account of {buyer} changes', { buyer })
      : both('{buyer} tops up {topUp} yuan', { buyer, topUp }),
  disconnect: ({ product }) => both('The seller disconnects {product}', { product }),
  buy: ({ buyer, product: id, trial, count, ...given }, name) => {
    const facts = { buyer, product: name ?? id };
    const bought = trial
      ? both('{buyer} takes a trial of {product}', facts)
      : both('{buyer} buys {product}', facts);
    const text = withTerms(bought, given);
    return count === undefined ? text : both('{text}, {count} times', { text, count });
  },
  accept: ({ instance }) => both('The buyer accepts {instance}', { instance }),
  renew: ({ instance, ...given }) => withTerms(both('The buyer renews {instance}', { instance }), given),
  change: ({ instance, ...given }) =>
    withTerms(both('The buyer renews {instance} with a change', { instance }), given),
  upgrade: ({ instance, ...given }) => withTerms(both('The buyer upgrades {instance}', { instance }), given),
  freeze: ({ instance }) => both('KooGallery finds a violation of {instance}', { instance }),
  unfreeze: ({ instance }) => both('KooGallery lifts the violation of {instance}', { instance }),
  expire: ({ instance }) => both('The period of {instance} ends', { instance }),
  unsubscribe: ({ instance, renewal }) =>
    renewal
      ? both('The buyer gives the last renewal of {instance} back', { instance })
      : both('The buyer unsubscribes {instance}', { instance }),
  close: ({ instance }) => both('The buyer closes {instance}', { instance }),
  bind: ({ instance }) => both('The buyer binds {instance} to an organisation', { instance }),
  unbind: ({ instance }) => both('The buyer unbinds {instance} from its organisation', { instance }),
  authorize: ({ instance, action, count = 1 }) =>
    action === 'add'
      ? both('The buyer authorises {count} users of {instance}', { count, instance })
      : both('The buyer changes {count} users of {instance} ({action})', { count, instance, action }),
  organization: ({ instance }) => both('The organisation of {instance} changes', { instance }),
  view: ({ instance }) => both('The buyer opens the details of {instance}', { instance }),
  license: ({ instance, claim }) =>
    claim
      ? both('The buyer claims the licence code {instance}', { instance })
      : both('The buyer asks for a licence of {instance}', { instance }),
  resend: ({ delivery }) => both('The seller sends delivery {delivery} again', { delivery }),
  probe: ({ product, action }) => both('Probes of {product}: {action}', { product, action }),
  push: ({ instance, value }) =>
    both('The merchant pushes usage of {instance}: {value}', { instance, value }),
  activate: ({ license }) => both('The merchant activates {license}', { license }),
  'query-license': ({ license }) => both('The merchant queries {license}', { license }),
  upload: ({ event }) => both('The merchant uploads the licence of {event}', { event }),
};
