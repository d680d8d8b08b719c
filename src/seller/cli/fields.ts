import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ArgInput, FlagInput } from '@oclif/core/interfaces';
import { integer } from '../../cli/flags/value.ts';
import { type Field, type Fields, flagName, type ValuesOf } from '../settings/setting.ts';

/** The arguments of a setting's command. */
export function fieldArgs(fields: Fields): ArgInput {
  const args = Object.entries(fields).filter(([, { isArgument }]) => isArgument);
  return Object.fromEntries(args.map(([name, field]) => [name, argOf(field)]));
}

function argOf(field: Field) {
  return Args.string({
    ...(field.required && { required: true as const }),
    ...(field.type === 'choice' && { options: [...field.options] }),
    description: field.summary,
  });
}

/**
 * The flags of a setting's command.
 *
 * @param isUpdate whether values without a flag stay as they are, so that no flag is required
 */
export function fieldFlags(fields: Fields, isUpdate = false): FlagInput {
  const flags = Object.entries(fields).filter(([, { isArgument }]) => !isArgument);
  return Object.fromEntries(flags.map(([name, field]) => [flagName(name, field), flagOf(field, isUpdate)]));
}

function flagOf(field: Field, isUpdate: boolean) {
  const { summary, helpValue, aliases, exclusive, required } = field;
  const facts = {
    summary,
    ...(required && !isUpdate && { required }),
    ...(helpValue !== undefined && { helpValue }),
    ...(aliases && { aliases: [...aliases] }),
    ...(exclusive && { exclusive: [...exclusive] }),
  };
  switch (field.type) {
    case 'choice':
      return Flags.option({ options: field.options })(facts);
    case 'number':
      return integer(facts);
    case 'switch':
      return Flags.boolean(facts);
    case 'texts':
      return Flags.string({ ...facts, multiple: true, delimiter: ',' });
    case 'text':
      return Flags.string(facts);
  }
}

/** The values of a setting that arguments and flags give. */
export function givenValues<F extends Fields>(
  fields: F,
  args: Readonly<Record<string, unknown>>,
  flags: Readonly<Record<string, unknown>>,
): ValuesOf<F> {
  const given = Object.entries(fields).map(
    ([name, field]) => [name, field.isArgument ? args[name] : flags[flagName(name, field)]] as const,
  );
  // oclif has validated them by the declarations of the fields.
  return Object.fromEntries(
    given.filter(([, value]) => value !== undefined && value !== false),
  ) as unknown as ValuesOf<F>;
}
