import { both } from '../../text/translate.ts';
import type { Parameter } from '../market/model/model.ts';
import { declareAct } from './act.ts';
import { product } from './common-fields.ts';

const key = { type: 'key' } as const;

export const maxParameters = 3;

/** Reads `NAME` or `NAME:required`, as {@link connect} and the console take a parameter. */
export function parseParameter(text: string): Parameter {
  const required = text.endsWith(':required');
  return { name: required ? text.slice(0, -':required'.length) : text, required };
}

export function formatParameter({ name, required }: Parameter): string {
  return required ? `${name}:required` : name;
}

export const connect = declareAct({
  do: 'connect',
  subject: 'url',
  summary: 'Connect a product of the sandbox to a callback server, as in the seller console.',
  description:
    "From then on, what buyers do is told to the server by signed callbacks: real ones, not debugging calls. Without an access key, the sandbox's published one signs. Connecting again replaces the connection.",
  examples: [
    'http://127.0.0.1:8080/saasproduce --product OFFI758576253042421760 --protocol v2',
    'http://127.0.0.1:8080/saasproduce --product OFFI758576253042421760 --protocol v2,v2-kit --rsa-public-key public.pem --kit-key-file key.txt',
    'http://127.0.0.1:8080/saasproduce --product OFFI758576253042421760 --protocol v1 --contacts --parameter emailDomainName:required --price month=50 --set v1_step=3',
  ],
  isIdempotent: true,
  fields: {
    url: { type: 'url', required: true, summary: 'Production URL of the server.' },
    product: {
      type: 'text',
      required: true,
      helpValue: 'ID',
      summary: 'Product of the sandbox: koo product list --site sandbox.',
    },
    protocols: {
      type: 'protocols',
      required: true,
      flag: 'protocol',
      char: 'p',
      helpValue: 'LIST',
      summary:
        'Protocols of the product, comma-separated: v1, v1-kit, v2, v2-kit, license-code, online-license, order-notify.',
    },
    encrypt: { type: 'bits', summary: 'Key length of encrypted fields, as chosen for the product.' },
    rsaPublicKey: {
      ...key,
      helpValue: 'FILE',
      summary: 'Public key of the merchant to encrypt clientSecret, which applicationSync requires.',
    },
    loginAddress: {
      type: 'login-address',
      helpValue: 'URL',
      summary:
        'Login address of the application, to which a login leads with code and tenant; {tenantId} and {tenantCode} stand for those of the organisation.',
    },
    casCallback: {
      type: 'login-address',
      helpValue: 'URL',
      summary:
        'Callback of CAS, such as https://isv.example.com/cas?tenant={tenantId}; without it, there is no login by CAS.',
    },
    supervised: {
      type: 'switch',
      summary: 'Delivery is supervised: the buyer accepts it with koo sandbox accept.',
    },
    unlisted: {
      type: 'switch',
      summary: 'The product is not publicly sold: it can be bought only with koo sandbox buy --direct.',
    },
    contacts: { type: 'switch', summary: "V1 sends the buyer's mobile number and email address." },
    parameters: {
      type: 'parameters',
      flag: 'parameter',
      helpValue: 'NAME[:required]',
      summary: 'Parameter that the buyer fills in. Repeatable, at most 3.',
    },
    without: {
      type: 'texts',
      helpValue: 'ACTIVITY',
      summary: 'Optional activity that the product has not configured, such as upgradeInstance. Repeatable.',
    },
    /** As `--price` has them: `year=100`, `item=0.5/hour`. */
    prices: {
      type: 'texts',
      flag: 'price',
      helpValue: '[SKU:]WHAT=PRICE',
      summary:
        'Price instead of the default one: year=100, 3month=27, once=500, package=80/100, calls=0.5/hour. Repeatable.',
    },
    settings: {
      type: 'settings',
      flag: 'set',
      helpValue: 'SETTING=VALUE',
      summary:
        'What Huawei leaves open, the default first: test_flag=omit|0|1, freeze_at=grace-end|expiry, notify_orders=all|new, provision=after-acceptance|at-payment, unrenew_order_id=unsubscribe|renewal, v1_step=60|3, v1_refresh_given_up=failed|completed, v1_expire_zone=beijing|utc, v1_quantity=amount|diskSize|bandWidth, grace_days=level|0|1|3|7|15|30, retention_days=level|0|1|3|7|15|30, auto_renew_lead=7|6|5|4|3|2. Repeatable.',
    },
    /** By interface class. */
    keys: { type: 'keys', required: true },
  },
});

export const disconnect = declareAct({
  do: 'disconnect',
  subject: 'product',
  summary: 'Disconnect a product from its callback server.',
  description: 'Its instances stay, but nothing more is sent for them.',
  examples: ['OFFI758576253042421760'],
  isIdempotent: true,
  fields: { product },
  step: ({ product: id }) => both('The seller disconnects {product}', { product: id }),
});

const probes = ['save', 'run', 'forget', 'repaired'] as const;

export const probe = declareAct({
  do: 'probe',
  subject: 'product',
  summary: 'Save, run or repair the debugging calls of a product, which KooGallery replays twice a day.',
  description:
    'Without a flag, the saved calls are made now. After five failing days KooGallery freezes trading, until a run succeeds with --repaired.',
  examples: ['OFFI758576253042421760 --save', 'OFFI758576253042421760'],
  fields: { product, action: { type: 'choice', required: true, options: probes } },
  terminal: {
    flags: {
      save: {
        type: 'switch',
        exclusive: ['run', 'forget', 'repaired'],
        summary: 'Save the calls that succeed, which are made at 09:00 and 15:00 Beijing time.',
      },
      run: {
        type: 'switch',
        exclusive: ['forget', 'repaired'],
        summary: 'Make the saved calls now (default).',
      },
      forget: { type: 'switch', exclusive: ['repaired'], summary: 'Forget the saved calls.' },
      repaired: {
        type: 'switch',
        summary: 'Report the repair: the calls are made, and a success lifts the freeze of trading.',
      },
    },
    read: (given) => ({ action: probes.find((one) => given[one] === true) ?? 'run' }),
    write: ({ action }) => ({ [action]: true }),
  },
  step: ({ product: id, action }) => both('Probes of {product}: {action}', { product: id, action }),
});

export const resend = declareAct({
  do: 'resend',
  subject: 'delivery',
  summary: 'Send a callback again, as the seller does in the console.',
  description:
    'One attempt, now, with the same values. A success completes what waited for it; a failure starts no new retries. ' +
    '`koo sandbox deliveries` lists the numbers. If a later callback of the instance has arrived, sending the older one may ' +
    'return your server to an earlier state, so koo asks first.',
  examples: ['12'],
  fields: {
    delivery: { type: 'number', min: 1, required: true, summary: 'Number of the delivery.' },
    /** Send even if a later callback of the instance has arrived. */
    anyway: { type: 'switch' },
  },
  step: ({ delivery }) => both('The seller sends delivery {delivery} again', { delivery }),
});
