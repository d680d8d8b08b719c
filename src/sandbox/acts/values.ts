import * as v from 'valibot';
import * as contract from '../../seller/contract.ts';
import { protocolIds } from '../../signing/callback-options.ts';
import { amountPattern } from '../../text/decimal.ts';
import { periodPattern } from '../../text/duration.ts';
import { isLoginAddress } from '../market/model/login-addresses.ts';
import { settingsSchema } from '../market/model/settings.ts';

const optional = v.exactOptional;
const text = v.pipe(contract.text, v.nonEmpty());
const key = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096));
const anyKey = optional(key);

function list<const S extends v.GenericSchema>(item: S) {
  return v.pipe(v.array(item), v.readonly());
}

const department = v.strictObject({ code: text, name: text, parent: optional(v.string()) });
/** A department as koo names it: `CODE=NAME@PARENT`. */
export type Department = Readonly<v.InferOutput<typeof department>>;

const user = v.strictObject({
  userName: text,
  name: optional(text),
  orgCode: optional(text),
  role: optional(v.picklist(['user', 'admin'])),
  enable: optional(v.boolean()),
});
export type User = Readonly<v.InferOutput<typeof user>>;

/** The values of a command by type of field, without numbers, whose limits depend on the field. */
export const valueSchemas = {
  text,
  texts: list(text),
  switch: v.boolean(),
  /** Yuan: `99.5`. */
  amount: v.pipe(v.string(), v.regex(amountPattern)),
  /** `1y`, `3m`, `15d` */
  period: v.pipe(v.string(), v.regex(periodPattern)),
  /** ISO 8601 with a zone. */
  time: v.pipe(v.string(), v.isoTimestamp()),
  /** Milliseconds; at a terminal `30d`, `1d12h`. */
  duration: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  pairs: v.record(text, v.pipe(v.string(), v.maxLength(2000))),
  departments: list(department),
  users: list(user),
  url: v.pipe(v.string(), v.url(), v.maxLength(2000)),
  'login-address': v.pipe(v.string(), v.maxLength(2000), v.check(isLoginAddress)),
  protocols: v.pipe(v.array(v.picklist(protocolIds)), v.minLength(1), v.readonly()),
  keys: v.strictObject({ base: anyKey, kit: anyKey, license: anyKey, notify: anyKey }),
  key,
  bits: v.picklist([128, 256]),
  parameters: list(v.strictObject({ name: text, required: v.boolean() })),
  settings: settingsSchema,
};

export type Values = { readonly number: number } & {
  readonly [Type in keyof typeof valueSchemas]: v.InferOutput<(typeof valueSchemas)[Type]>;
};
