import * as v from 'valibot';
import { protocolIds } from '../../signing/callback-options.ts';
import { amountPattern } from '../../text/decimal.ts';
import { periodPattern } from '../../text/duration.ts';
import { levels } from './clocks.ts';
import { isLoginAddress } from './login-addresses.ts';
import { settingsSchema } from './settings.ts';

const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256));
const amount = v.pipe(v.string(), v.regex(amountPattern));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const period = v.pipe(v.string(), v.regex(periodPattern));
/** ISO 8601 with a zone. */
const time = v.pipe(v.string(), v.isoTimestamp());
const optional = v.exactOptional;
const instance = text;
const key = optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096)));
/** A URL to which a login leads. */
const address = optional(v.pipe(v.string(), v.maxLength(2000), v.check(isLoginAddress)));

const department = v.strictObject({ code: text, name: text, parent: optional(v.string()) });
const user = v.strictObject({
  userName: text,
  name: optional(text),
  orgCode: optional(text),
  role: optional(v.picklist(['user', 'admin'])),
  enable: optional(v.boolean()),
});

/** An act at the marketplace, of the buyer, the seller, the operator or the clock; it arrives as JSON. */
export const command = v.variant('do', [
  v.strictObject({
    do: v.literal('connect'),
    product: text,
    url: v.pipe(v.string(), v.url(), v.maxLength(2000)),
    protocols: v.pipe(v.array(v.picklist(protocolIds)), v.minLength(1)),
    keys: v.strictObject({ base: key, kit: key, license: key, notify: key }),
    encrypt: optional(v.picklist([128, 256])),
    rsaPublicKey: key,
    loginAddress: address,
    casCallback: address,
    supervised: optional(v.boolean()),
    /** It is not publicly sold. */
    unlisted: optional(v.boolean()),
    contacts: optional(v.boolean()),
    parameters: optional(v.array(v.strictObject({ name: text, required: v.boolean() }))),
    without: optional(v.array(text)),
    /** As `--price` has them: `year=100`, `item=0.5/hour`. */
    prices: optional(v.array(text)),
    settings: optional(settingsSchema),
  }),
  v.strictObject({ do: v.literal('disconnect'), product: text }),
  v.strictObject({
    do: v.literal('buy'),
    product: text,
    sku: optional(text),
    period: optional(period),
    trial: optional(v.boolean()),
    buyer: text,
    quantity: optional(count),
    parameters: optional(v.record(text, v.pipe(v.string(), v.maxLength(2000)))),
    pay: optional(v.picklist(['balance', 'credit-line', 'coupon'])),
    /** How many renewals are automatic; 0 is without limit. */
    autoRenew: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(99))),
    /** How many such orders. */
    count: optional(v.pipe(count, v.maxValue(10_000))),
    /** By the product's own address, which a product that is not publicly sold needs. */
    direct: optional(v.boolean()),
  }),
  v.strictObject({ do: v.literal('accept'), instance }),
  v.strictObject({
    do: v.literal('renew'),
    instance,
    period: optional(period),
    /** The specification that a trial becomes. */
    sku: optional(text),
    quantity: optional(count),
    pay: optional(v.picklist(['balance', 'credit-line', 'coupon'])),
  }),
  v.strictObject({
    do: v.literal('change'),
    instance,
    period: optional(period),
    sku: optional(text),
    quantity: optional(count),
  }),
  v.strictObject({
    do: v.literal('upgrade'),
    instance,
    sku: optional(text),
    quantity: optional(count),
  }),
  v.strictObject({ do: v.literal('freeze'), instance }),
  v.strictObject({ do: v.literal('unfreeze'), instance }),
  /** The period ends now instead of at its date. */
  v.strictObject({
    do: v.literal('expire'),
    instance,
    until: optional(v.picklist(['grace', 'frozen', 'released'])),
  }),
  v.strictObject({
    do: v.literal('unsubscribe'),
    instance,
    /** The last renewal that has not begun is given back instead. */
    renewal: optional(v.boolean()),
    /** What the seller agrees to refund, where that is negotiated. */
    amount: optional(amount),
  }),
  v.strictObject({ do: v.literal('close'), instance }),
  v.strictObject({
    do: v.literal('bind'),
    instance,
    /** Name of the organisation. */
    organization: optional(text),
    /** Users to authorise, made up. */
    users: optional(v.pipe(count, v.maxValue(100_000))),
    departments: optional(v.pipe(count, v.maxValue(10_000))),
  }),
  v.strictObject({ do: v.literal('unbind'), instance }),
  v.strictObject({
    do: v.literal('authorize'),
    instance,
    /** How many more users, made up; how many of the last ones. */
    count: optional(v.pipe(count, v.maxValue(100_000))),
    users: optional(v.array(user)),
    action: v.picklist(['add', 'update', 'remove', 'delete']),
  }),
  v.strictObject({
    do: v.literal('organization'),
    instance,
    name: optional(text),
    domain: optional(text),
    add: optional(v.array(department)),
    change: optional(v.array(department)),
    remove: optional(v.array(text)),
  }),
  /** The buyer opens the resource details. */
  v.strictObject({ do: v.literal('view'), instance }),
  v.strictObject({
    do: v.literal('license'),
    instance,
    /** The buyer claims the code; or asks for a licence, again with an event of before. */
    claim: optional(v.boolean()),
    event: optional(text),
  }),
  v.strictObject({
    do: v.literal('resend'),
    delivery: count,
    /** Also if a later callback has arrived that it would take back at the merchant. */
    anyway: v.exactOptional(v.literal(true)),
  }),
  v.strictObject({
    do: v.literal('clock'),
    mode: optional(v.picklist(['real', 'virtual'])),
    to: optional(time),
    /** Milliseconds. */
    advance: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
    /** To what is due next. */
    next: optional(v.boolean()),
    seed: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  }),
  v.strictObject({
    do: v.literal('probe'),
    product: text,
    action: v.picklist(['save', 'run', 'forget', 'repaired']),
  }),
  v.strictObject({
    do: v.literal('buyer'),
    buyer: text,
    type: optional(v.picklist(['enterprise', 'individual'])),
    level: optional(v.picklist(levels)),
    balance: optional(amount),
    topUp: optional(amount),
    creditLine: optional(amount),
    coupon: optional(amount),
  }),
]);

export type Command = v.InferOutput<typeof command>;
export type CommandOf<Name extends Command['do']> = Extract<Command, { do: Name }>;
