import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { InvalidValueError, integer } from '../../../cli/flags/value.ts';
import { amountPattern } from '../../../text/decimal.ts';
import { parseDuration, periodPattern } from '../../../text/duration.ts';
import { both } from '../../../text/translate.ts';
import { instanceHelp } from '../../acts/common-fields.ts';

/** Either lists all, or shows one instance. */
export const optionalInstanceArg = { instance: Args.string({ description: instanceHelp }) };

export const deliveryNumber = Args.custom<number>({
  async parse(input) {
    if (/^[1-9]\d{0,14}$/.test(input)) return Number(input);
    throw new InvalidValueError(both('Expected the number of a delivery, not "{input}"', { input }));
  },
});

export const optionalDeliveryArg = { delivery: deliveryNumber({ description: 'Number of the delivery.' }) };

export const ofInstanceFlag = Flags.string({
  helpValue: 'INSTANCE',
  summary: 'Only those of one instance, order or licence code.',
});

export const listFlags = {
  limit: integer({
    default: 100,
    min: 1,
    max: 100_000,
    helpValue: 'N',
    summary: 'Maximum number of rows; the latest are listed.',
  }),
};

export const actFlags = {
  wait: Flags.boolean({
    summary: 'Go on until no callback of this act is under way. A virtual clock is advanced meanwhile.',
  }),
};

export interface ActFlags {
  readonly wait?: boolean;
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
