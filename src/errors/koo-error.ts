import type { JsonObject, JsonValue } from '../text/json.ts';
import { nearest } from '../text/nearest.ts';
import { both, type Localized, verbatim } from '../text/translate.ts';
import { type Category, ExitCode } from './exit-codes.ts';

/** The properties of a failure. */
export interface ErrorFacts {
  /** Determines the exit code. */
  readonly category: Category;
  /** Stable, upper snake case: `NO_ACCESS_KEY`. */
  readonly code: string;
  readonly message: Localized;
  /** The next step for the user. */
  readonly hint: Localized;
  /** The code a server answered with. */
  readonly resultCode?: string;
  /** The server's ID of the request, for its support. */
  readonly requestId?: string;
  /** Data for scripts, without secrets. */
  readonly details?: JsonValue;
}

/** An expected failure: thrown anywhere in a command, and reported to the user once, at the end of the run. */
export class KooError extends Error {
  // Private, so that printing the error object does not print them by accident.
  readonly #facts: ErrorFacts;

  constructor(facts: ErrorFacts, options?: ErrorOptions) {
    super(facts.message.en, options);
    this.#facts = facts;
  }

  override get name(): string {
    return 'KooError';
  }

  get facts(): ErrorFacts {
    return this.#facts;
  }

  /** A copy of the error with other properties. */
  with(facts: Partial<ErrorFacts>): KooError {
    const changed = new KooError({ ...this.#facts, ...facts }, { cause: this.cause });
    // Keep the original stack, not that of the copy.
    if (this.stack !== undefined) changed.stack = this.stack;
    return changed;
  }

  get exitCode(): ExitCode {
    return ExitCode[this.#facts.category];
  }
}

const errorOf =
  (category: ErrorFacts['category']) =>
  (code: string, message: Localized, hint: Localized, options?: ErrorOptions): KooError =>
    new KooError({ category, code, message, hint }, options);

/** A flag, an argument or an input file is wrong. */
export const usageError = errorOf('usage');

/** A setting, a key or the state on this machine is missing or wrong. */
export const configurationError = errorOf('configuration');

/** A process or a server cannot be reached. */
export const unreachableError = errorOf('network');

/** Ctrl-C, or a question that was not answered with yes. */
export const interruptedError = errorOf('interrupted');

/** The facts of a failure. @param sayDefect says that an unexpected one happened, and its reason */
export function factsOf(error: unknown, sayDefect: (reason: Localized) => Localized): ErrorFacts {
  if (error instanceof KooError) return error.facts;
  const message = sayDefect(verbatim(error instanceof Error ? error.message : String(error)));
  return {
    category: 'defect',
    code: 'INTERNAL_ERROR',
    message,
    hint: both('Report it as a problem of koo.'),
  };
}

/** Ignores an expected failure; throws any other error. */
export function ignoreKooError(error: unknown): undefined {
  if (!(error instanceof KooError)) throw error;
  return undefined;
}

/** The document that `--json` prints for a failure, with English texts. */
export function errorDocument({ facts, exitCode }: KooError): JsonObject {
  const { category, code, message, hint, resultCode, requestId, details } = facts;
  return {
    error: {
      code,
      category,
      message: message.en,
      hint: hint.en,
      exitCode,
      ...(resultCode !== undefined && { resultCode }),
      ...(requestId !== undefined && { requestId }),
      ...(details !== undefined && { details }),
    },
  };
}

/** The system code of an error, such as `ENOENT`; `undefined` if it has none. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** The code of a network error, which undici and Node wrap in other errors; else the name of the error. */
export function networkCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return networkCode(error.errors[0]);
  if (!(error instanceof Error)) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause ? networkCode(error.cause) : error.name;
}

/** Whether an error comes from a system call. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** Whether an error comes from reading a file or a pipe. */
export function isReadError(error: unknown): boolean {
  return isSystemError(error) && error.syscall === 'read';
}

/**
 * The hint about an unknown word, with the most likely candidate, if there is one.
 *
 * @param hint that follows the suggestion
 * @param render formats the candidate as typed: `--name` for a flag, `koo NAME` for a command
 */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  hint: Localized,
  render: (candidate: string) => string = (candidate) => candidate,
): { readonly hint: Localized; readonly details?: { readonly suggestion: string } } {
  const candidate = nearest(word, candidates);
  if (candidate === undefined) return { hint };
  const suggestion = render(candidate);
  // Commands are quoted with backquotes, as everywhere.
  const meant = suggestion.includes(' ') ? `\`${suggestion}\`` : suggestion;
  return { hint: both('Did you mean {meant}? {hint}', { meant, hint }), details: { suggestion } };
}

/** A message about a mistyped word, followed by the most likely correction, for messages without a hint. */
export function withSuggestion(message: Localized, meant: string): Localized {
  return both('{message}; did you mean {meant}?', { message, meant });
}
