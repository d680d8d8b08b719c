import * as v from 'valibot';
import type { Act, Field } from './act.ts';
import { acts, type Command } from './acts.ts';
import { valueSchemas } from './values.ts';

function schemaOf(field: Field): v.GenericSchema {
  switch (field.type) {
    case 'choice':
      return v.picklist(field.options);
    case 'number': {
      const { min, max = Number.MAX_SAFE_INTEGER } = field;
      return v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
    }
    default:
      return valueSchemas[field.type];
  }
}

function commandSchema({ do: name, fields }: Act) {
  const entries = Object.entries(fields).map(([key, field]) => {
    const schema = schemaOf(field);
    return [key, field.required ? schema : v.exactOptional(schema)] as const;
  });
  return v.strictObject({ do: v.literal(name), ...Object.fromEntries(entries) });
}

/** A command as it arrives: an act with its values. */
export const command = v.variant('do', Object.values(acts).map(commandSchema)) as unknown as v.GenericSchema<
  unknown,
  Command
>;
