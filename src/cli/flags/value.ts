import { CLIError } from '@oclif/core/errors';
import { boolean, custom, string } from '@oclif/core/flags';
import { didYouMean, KooError, usageError } from '../../errors/koo-error.ts';
import { parseDuration } from '../../text/duration.ts';
import { both, type Localized } from '../../text/translate.ts';

/** An invalid value of a flag or an argument. The errors of oclif have only an English message. */
export class InvalidValueError extends CLIError {
  /** The fault, in both languages. */
  readonly text: Localized;

  constructor(text: Localized) {
    super(text.en);
    this.text = text;
  }
}

/** An integer flag with an optional minimum and maximum. */
export const integer = custom<number, { min?: number; max?: number }>({
  async parse(input, _context, { name, min, max }) {
    if (!/^-?\d+$/.test(input))
      throw new InvalidValueError(both('--{name} must be an integer, not "{input}"', { name, input }));
    const value = Number.parseInt(input, 10);
    if (min !== undefined && value < min) {
      throw new InvalidValueError(
        both('--{name} must be at least {min}, not "{input}"', { name, min, input }),
      );
    }
    if (max !== undefined && value > max) {
      throw new InvalidValueError(
        both('--{name} must be at most {max}, not "{input}"', { name, max, input }),
      );
    }
    return value;
  },
});

/** Flag of a command that asks before it changes something. */
export const yesFlag = boolean({ char: 'y', summary: 'Do not ask for confirmation.' });

/** The time limit of a request. */
export const timeoutFlag = integer({
  helpValue: 'SECONDS',
  min: 1,
  max: 600,
  default: 20,
  summary: 'Time to wait for a response, in seconds.',
});

/** Names under which a server of koo takes requests: what `--allow-host` gives, each with or without a port. */
export const allowHost = custom<string>({
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'NAME',
  summary:
    'Host name under which the server may be called, such as that of a tunnel or a container; repeatable. Others are refused, because a web page could use them.',
  async parse(input, _context, { name }) {
    if (/^[^\s/@?#]{1,255}$/.test(input)) return input;
    throw new InvalidValueError(
      both('--{name} must be a host name without https://, not "{input}"', { name, input }),
    );
  },
});

/** The common part of the definitions of flags and arguments. */
interface Definition {
  readonly options?: readonly string[] | undefined;
  readonly parse: (input: never, context: never, definition: never) => Promise<unknown>;
}

/**
 * Makes flags or arguments validate their `options` in `parse` and throw an {@link InvalidValueError} for other
 * values.
 */
export function checkingOptions<D extends Definition>(
  kind: 'flags' | 'arguments',
  definitions: Readonly<Record<string, D>>,
): Record<string, D> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]): [string, D] => {
      const { options, parse } = definition;
      if (!options) return [name, definition];
      const checked: typeof parse = async (input, context, own) => {
        if (!options.includes(input))
          throw notAnOption(kind === 'flags' ? `--${name}` : undefined, input, options);
        return parse(input, context, own);
      };
      return [name, { ...definition, options: undefined, parse: checked }];
    }),
  );
}

function notAnOption(flag: string | undefined, value: string, options: readonly string[]): InvalidValueError {
  return new InvalidValueError(
    flag
      ? both('{flag} must be one of {options}, not "{value}"', { flag, options, value })
      : both('Expected one of {options}, not "{value}"', { options, value }),
  );
}

/**
 * Validates that a word is one of the choices, such as the ID of a protocol. `undefined` is returned unchanged.
 *
 * @param what kind of thing the word names, such as "protocol"; or the message for an unknown word
 * @param code of the error, such as `UNKNOWN_PROTOCOL`
 * @throws KooError (usage) that suggests the nearest choice
 */
export function oneOf<Choice extends string>(
  word: string | undefined,
  choices: readonly Choice[],
  what: Localized | ((word: string) => Localized),
  code: string,
): Choice | undefined {
  if (word === undefined) return undefined;
  const found = choices.find((choice) => choice === word);
  if (found !== undefined) return found;
  const message = typeof what === 'function' ? what(word) : both('Unknown {what} "{word}"', { what, word });
  throw new KooError({
    category: 'usage',
    code,
    message,
    ...didYouMean(word, choices, both('Use one of: {choices}', { choices })),
  });
}

/** The time that the flag `--at` names. @throws KooError (usage, `INVALID_TIME`) */
export function parseTime(text: string): Date {
  const time = /^\d{13}$/.test(text) ? new Date(Number(text)) : new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw usageError(
    'INVALID_TIME',
    both('--at {text} is not a valid time', { text }),
    both('Use ISO 8601, such as 2026-01-31T08:00:00Z, or milliseconds since 1970.'),
  );
}

/**
 * Milliseconds since 1970 of an ISO 8601 date or time, or of so long ago, such as `7d`.
 *
 * @throws KooError (usage, `INVALID_VALUE`)
 */
export function pastTime(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ago = /^\d{1,4}[mhd]$/.test(text) ? parseDuration(text) : undefined;
  if (ago !== undefined) return Date.now() - ago;
  const time = /^\d{4}-\d\d-\d\d(T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw usageError(
    'INVALID_VALUE',
    both('{flag}: "{text}" is not a valid time', { flag, text }),
    both('Example: 2026-01-31, 2026-01-31T08:00:00Z, or 24h or 7d for so long ago.'),
  );
}

/** Flags of a server that a merchant runs: where it listens, and under which names. */
export function addressFlags(port: number) {
  return {
    port: integer({
      default: port,
      min: 0,
      max: 65535,
      helpValue: 'N',
      summary: 'Port to listen on; 0 for any free port.',
    }),
    host: string({
      default: '127.0.0.1',
      helpValue: 'ADDRESS',
      summary: 'Address to listen on; other machines can connect unless it is a loopback address.',
    }),
    'allow-host': allowHost({ multiple: true }),
  };
}
