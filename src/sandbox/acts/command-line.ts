import { durationText } from '../../text/duration.ts';
import { shellWord } from '../../text/shell-word.ts';
import type { Parameter } from '../market/model/model.ts';
import { type Act, type Field, flagName, terminalOf } from './act.ts';
import { acts, type Command } from './acts.ts';
import { formatParameter } from './seller.ts';
import type { Department } from './values.ts';

/** Writes the equivalent command line, to copy; without keys. */
export function commandLine({ do: name, ...values }: Command): string {
  const act: Act = acts[name];
  const { subject, terminal } = act;
  const { args, flags } = terminalOf(act);
  const said = terminal ? (terminal.write as (values: object) => object)(values) : values;
  const given = (field: string) => (said as Readonly<Record<string, unknown>>)[field];
  const subjectValue = (values as Readonly<Record<string, unknown>>)[subject ?? ''];
  const words = [
    ...(subject === undefined ? [] : [shellWord(String(subjectValue))]),
    ...Object.keys(args).flatMap((field) => (given(field) as readonly string[]).map(shellWord)),
    ...Object.entries(flags).flatMap(([field, facts]) => flagWords(field, facts, given(field))),
  ];
  return ['koo sandbox', name, ...words].join(' ');
}

function flagWords(name: string, field: Field, value: unknown): readonly string[] {
  if (value === undefined || value === false) return [];
  const flag = `--${flagName(name, field)}`;
  if (value === true) return [flag];
  return writtenAs(field, value).map((text) => `${flag} ${shellWord(text)}`);
}

/** Returns the values of a flag as they are typed, each for a flag of its own. */
function writtenAs({ type }: Field, value: unknown): readonly string[] {
  switch (type) {
    case 'duration':
      return [durationText(value as number)];
    case 'bits':
      return [`aes${value}`];
    case 'protocols':
      return [(value as readonly string[]).join(',')];
    case 'pairs':
    case 'settings':
      return Object.entries(value as object).map(([name, one]) => `${name}=${one}`);
    case 'departments':
      return (value as readonly Department[]).map(
        ({ code, name, parent }) => `${code}=${name}${parent === undefined ? '' : `@${parent}`}`,
      );
    case 'parameters':
      return (value as readonly Parameter[]).map(formatParameter);
    case 'key':
      return [];
    case 'texts':
      return value as readonly string[];
    default:
      return [String(value)];
  }
}
