import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { InvalidValueError, integer } from '../../../cli/flags/value.ts';
import { keyLengths } from '../../../signing/callback-options.ts';
import { amountPattern } from '../../../text/decimal.ts';
import { parseDuration, periodPattern } from '../../../text/duration.ts';
import { both } from '../../../text/translate.ts';

/** Flags and arguments of the commands that act in the marketplace. */

const instanceHelp = 'Instance ID of the merchant, order ID, resource ID or licence code.';

/** The instance that an act concerns. */
export const instanceArg = { instance: Args.string({ required: true, description: instanceHelp }) };

/** A list, or all of one instance. */
export const optionalInstanceArg = { instance: Args.string({ description: instanceHelp }) };

const deliveryNumber = Args.custom<number>({
  async parse(input) {
    if (/^[1-9]\d{0,14}$/.test(input)) return Number(input);
    throw new InvalidValueError(both('Expected the number of a delivery, not "{input}"', { input }));
  },
});

export const deliveryArg = {
  delivery: deliveryNumber({ required: true, description: 'Number of the delivery.' }),
};

export const optionalDeliveryArg = {
  delivery: deliveryNumber({ description: 'Number of the delivery.' }),
};

export const ofInstanceFlag = Flags.string({
  helpValue: 'INSTANCE',
  summary: 'Only those of one instance, order or licence code.',
});

/** Flags of the lists, which are read from the state. */
export const listFlags = {
  limit: integer({
    default: 100,
    min: 1,
    max: 100_000,
    helpValue: 'N',
    summary: 'Maximum number of rows; the latest are listed.',
  }),
};

export const productArg = { product: Args.string({ required: true, description: 'Product ID.' }) };

/** Flags of every act. */
export const actFlags = {
  wait: Flags.boolean({
    summary: 'Go on until no callback of this act is under way. A virtual clock is advanced meanwhile.',
  }),
};

export interface ActFlags {
  readonly wait: boolean;
  readonly quiet?: boolean;
}

/** `1y`, `3m`, `15d`. */
export const periodFlag = Flags.custom<string>({
  helpValue: 'PERIOD',
  async parse(input, _context, { name }) {
    if (periodPattern.test(input)) return input;
    throw new InvalidValueError(
      both('--{name} must be a period such as 1y, 3m or 15d, not "{input}"', { name, input }),
    );
  },
});

/** Yuan. */
export const amountFlag = Flags.custom<string>({
  helpValue: 'YUAN',
  async parse(input, _context, { name }) {
    if (amountPattern.test(input)) return input;
    throw new InvalidValueError(
      both('--{name} must be an amount of yuan such as 99.5, not "{input}"', { name, input }),
    );
  },
});

/** `30d`, `12h`, `90m`, `1d12h`: milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  async parse(input, _context, { name }) {
    const ms = parseDuration(input);
    if (ms !== undefined) return ms;
    throw new InvalidValueError(
      both('--{name} must be a duration such as 30d, 12h or 90m, not "{input}"', { name, input }),
    );
  },
});

/** A time: ISO 8601; without a zone in Beijing, as koo displays it. */
export const timeFlag = Flags.custom<string>({
  helpValue: 'TIME',
  async parse(input, _context, { name }) {
    const [, day, clock = '00:00'] =
      /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?$/.exec(input) ?? [];
    const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(input);
    const date = new Date(day === undefined ? (isIso ? input : Number.NaN) : `${day}T${clock}+08:00`);
    if (!Number.isNaN(date.getTime()) && isDay(input.slice(0, 10))) return date.toISOString();
    throw new InvalidValueError(
      both('--{name} must be a time such as 2026-03-02T10:00:00+08:00, not "{input}"', { name, input }),
    );
  },
});

/** JavaScript takes 30 February for 2 March. */
function isDay(text: string): boolean {
  return new Date(`${text}T00:00Z`).toISOString().startsWith(text);
}

export const skuFlag = Flags.string({ helpValue: 'CODE', summary: 'Code of the specification.' });

export const quantityFlag = integer({
  min: 1,
  helpValue: 'N',
  summary: 'Value of the quantity attribute, such as the number of seats.',
});

export const payFlag = Flags.option({ options: ['balance', 'credit-line', 'coupon'] as const })({
  summary: 'What the buyer pays with (default: balance).',
});

/** `NAME=VALUE`. */
export const pairFlag = Flags.custom<readonly [name: string, value: string]>({
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'NAME=VALUE',
  async parse(input, _context, { name }) {
    const at = input.indexOf('=');
    if (at > 0) return [input.slice(0, at), input.slice(at + 1)];
    throw new InvalidValueError(both('--{name} must be NAME=VALUE, not "{input}"', { name, input }));
  },
});

/** `CODE=NAME`, or `CODE=NAME@PARENT`. */
export const departmentFlag = Flags.custom<{ code: string; name: string; parent?: string }>({
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'CODE=NAME[@PARENT]',
  async parse(input, _context, { name: flag }) {
    const [, code, name, parent] = /^([^=]+)=([^@]+)(?:@(.*))?$/.exec(input) ?? [];
    if (code !== undefined && name !== undefined)
      return { code, name, ...(parent !== undefined && { parent }) };
    throw new InvalidValueError(
      both('--{flag} must be CODE=NAME or CODE=NAME@PARENT, not "{input}"', { flag, input }),
    );
  },
});

export { given } from '../../../text/json.ts';

/** Flags of `koo sandbox connect`, besides those of the keys. */
export const connectFlags = {
  product: Flags.string({
    required: true,
    helpValue: 'ID',
    summary: 'Product of the sandbox: koo product list --site sandbox.',
  }),
  protocol: Flags.string({
    required: true,
    char: 'p',
    helpValue: 'LIST',
    summary:
      'Protocols of the product, comma-separated: v1, v1-kit, v2, v2-kit, license-code, online-license, order-notify.',
  }),
  encrypt: Flags.option({ options: keyLengths })({
    default: 'aes256' as const,
    summary: 'Key length of encrypted fields, as chosen for the product.',
  }),
  'rsa-public-key': Flags.string({
    helpValue: 'FILE',
    summary: 'Public key of the merchant to encrypt clientSecret, which applicationSync requires.',
  }),
  'login-address': Flags.string({
    helpValue: 'URL',
    summary:
      'Login address of the application, to which a login leads with code and tenant; {tenantId} and {tenantCode} stand for those of the organisation.',
  }),
  'cas-callback': Flags.string({
    helpValue: 'URL',
    summary:
      'Callback of CAS, such as https://isv.example.com/cas?tenant={tenantId}; without it, there is no login by CAS.',
  }),
  supervised: Flags.boolean({
    summary: 'Delivery is supervised: the buyer accepts it with koo sandbox accept.',
  }),
  unlisted: Flags.boolean({
    summary: 'The product is not publicly sold: it can be bought only with koo sandbox buy --direct.',
  }),
  contacts: Flags.boolean({ summary: "V1 sends the buyer's mobile number and email address." }),
  parameter: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME[:required]',
    summary: 'Parameter that the buyer fills in. Repeatable, at most 3.',
  }),
  without: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'ACTIVITY',
    summary: 'Optional activity that the product has not configured, such as upgradeInstance. Repeatable.',
  }),
  price: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '[SKU:]WHAT=PRICE',
    summary:
      'Price instead of the default one: year=100, 3month=27, once=500, package=80/100, calls=0.5/hour. Repeatable.',
  }),
  set: pairFlag({
    helpValue: 'SETTING=VALUE',
    summary:
      'What Huawei leaves open, the default first: test_flag=omit|0|1, freeze_at=grace-end|expiry, notify_orders=all|new, provision=after-acceptance|at-payment, unrenew_order_id=unsubscribe|renewal, v1_step=60|3, v1_refresh_given_up=failed|completed, v1_expire_zone=beijing|utc, v1_quantity=amount|diskSize|bandWidth, grace_days=level|0|1|3|7|15|30, retention_days=level|0|1|3|7|15|30, auto_renew_lead=7|6|5|4|3|2. Repeatable.',
  }),
};

export type ConnectOptions = InferredFlags<typeof connectFlags>;
