import * as v from 'valibot';
import { protocolIds } from '../../signing/callback-options.ts';
import { amountPattern } from '../../text/decimal.ts';
import { periodPattern } from '../../text/duration.ts';
import { isLoginAddress } from '../market/model/login-addresses.ts';
import { settingsSchema } from '../market/model/settings.ts';
import type { Act } from './act.ts';
import { acts, type Command } from './acts.ts';
import type { Field, FieldType } from './field.ts';

const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256));
const optional = v.exactOptional;
const key = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096));
const anyKey = optional(key);

const department = v.strictObject({ code: text, name: text, parent: optional(v.string()) });
const user = v.strictObject({
  userName: text,
  name: optional(text),
  orgCode: optional(text),
  role: optional(v.picklist(['user', 'admin'])),
  enable: optional(v.boolean()),
});

/** The values that a field may have, by its type. */
const schemas: Readonly<Record<Exclude<FieldType, 'number'>, v.GenericSchema>> = {
  text,
  texts: v.array(text),
  switch: v.boolean(),
  amount: v.pipe(v.string(), v.regex(amountPattern)),
  period: v.pipe(v.string(), v.regex(periodPattern)),
  time: v.pipe(v.string(), v.isoTimestamp()),
  duration: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  pairs: v.record(text, v.pipe(v.string(), v.maxLength(2000))),
  departments: v.array(department),
  users: v.array(user),
  url: v.pipe(v.string(), v.url(), v.maxLength(2000)),
  'login-address': v.pipe(v.string(), v.maxLength(2000), v.check(isLoginAddress)),
  protocols: v.pipe(v.array(v.picklist(protocolIds)), v.minLength(1)),
  keys: v.strictObject({ base: anyKey, kit: anyKey, license: anyKey, notify: anyKey }),
  key,
  bits: v.picklist([128, 256]),
  parameters: v.array(v.strictObject({ name: text, required: v.boolean() })),
  settings: settingsSchema,
};

function schemaOf(field: Field): v.GenericSchema {
  switch (field.type) {
    case 'choice':
      return v.picklist(field.options);
    case 'number': {
      const { min, max = Number.MAX_SAFE_INTEGER } = field;
      return v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
    }
    default:
      return schemas[field.type];
  }
}

function commandSchema({ do: name, fields }: Act) {
  const entries = Object.entries(fields).map(([key, field]) => {
    const schema = schemaOf(field);
    return [key, field.required ? schema : optional(schema)] as const;
  });
  return v.strictObject({ do: v.literal(name), ...Object.fromEntries(entries) });
}

/** A command as it arrives: an act with its values. */
export const command = v.variant('do', Object.values(acts).map(commandSchema)) as unknown as v.GenericSchema<
  unknown,
  Command
>;
