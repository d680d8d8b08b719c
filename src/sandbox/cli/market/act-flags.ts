import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ArgInput, FlagInput } from '@oclif/core/interfaces';
import { integer } from '../../../cli/flags/value.ts';
import { keyLengths } from '../../../signing/callback-options.ts';
import { type Act, type Field, flagName, givenValues, terminalOf } from '../../acts/act.ts';
import {
  amountFlag,
  deliveryNumber,
  departmentFlag,
  durationFlag,
  pairFlag,
  periodFlag,
  timeFlag,
} from './flags.ts';

export function actArgs(act: Act): ArgInput {
  const { subject, fields } = act;
  const field = subject === undefined ? undefined : fields[subject];
  const args = [
    ...(field && subject ? [[subject, field] as const] : []),
    ...Object.entries(terminalOf(act).args),
  ];
  return Object.fromEntries(args.map(([name, one]) => [name, argOf(one)]));
}

function argOf({ type, required, summary }: Field) {
  const facts = { ...(required && { required }), ...(summary !== undefined && { description: summary }) };
  if (type === 'number') return deliveryNumber(facts);
  return Args.string({ ...facts, ...(type === 'texts' && { multiple: true as const }) });
}

export function fieldFlags(act: Act): FlagInput {
  return Object.fromEntries(
    Object.entries(terminalOf(act).flags).map(([name, field]) => [flagName(name, field), flagOf(field)]),
  );
}

function flagOf(field: Field) {
  const { summary = '', helpValue, required, exclusive, char } = field;
  const facts = {
    ...(required && { required }),
    ...(char && { char }),
    ...(helpValue !== undefined && { helpValue }),
    ...(exclusive && { exclusive: [...exclusive] }),
    summary,
  };
  if (field.type === 'switch') return Flags.boolean(facts);
  if (field.type === 'choice') return Flags.option({ options: field.options })(facts);
  if (field.type === 'bits')
    return Flags.option({ options: keyLengths })({ ...facts, default: 'aes256' as const });
  if (field.type === 'number')
    return integer({ ...facts, min: field.min, ...(field.max !== undefined && { max: field.max }) });
  if (field.type === 'texts' || field.type === 'parameters')
    return Flags.string({ ...facts, multiple: true, multipleNonGreedy: true });
  if (field.type === 'period') return periodFlag(facts);
  if (field.type === 'amount') return amountFlag(facts);
  if (field.type === 'duration') return durationFlag(facts);
  if (field.type === 'time') return timeFlag(facts);
  if (field.type === 'pairs' || field.type === 'settings') return pairFlag(facts);
  if (field.type === 'departments') return departmentFlag(facts);
  return Flags.string(facts);
}

export function valuesOf(
  act: Act,
  args: Readonly<Record<string, unknown>>,
  flags: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { subject, terminal } = act;
  const given = Object.entries(terminalOf(act).flags).map(([name, field]) => {
    const value = flags[flagName(name, field)];
    return [name, field.type === 'pairs' && value ? Object.fromEntries(value as [string, string][]) : value];
  });
  const values = { ...args, ...Object.fromEntries(given) };
  return givenValues({
    ...(subject !== undefined && { [subject]: args[subject] }),
    ...(terminal ? terminal.read(values) : values),
  });
}
