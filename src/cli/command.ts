import { Command } from '@oclif/core/command';
import { CLIError } from '@oclif/core/errors';
import type { ArgInput, Input, ParserOutput } from '@oclif/core/interfaces';
import { ExitCode } from '../errors/exit-codes.ts';
import { usageError } from '../errors/koo-error.ts';
import { toJson } from '../text/json.ts';
import { both, type Localized, localize, verbatim } from '../text/translate.ts';
import { globalFlags, type OutputFormat } from './flags/global.ts';
import { checkingOptions } from './flags/value.ts';
import { misuse } from './misuse.ts';
import { concealed, printDocument, printNotice, printText } from './output/edge.ts';
import { renderResult } from './output/render.ts';
import { type NamedCommand, runCommand } from './run-command.ts';

/** The effects of a command; every command declares them as `static effects`. */
export interface Effects {
  /** Changes nothing but its own output. */
  readonly readOnly: boolean;
  /** Can lose data for good. */
  readonly destructive: boolean;
  /** Running it twice has the same effect as running it once. */
  readonly idempotent: boolean;
}

type Output = Record<string, unknown>;
/** A result that is printed. */
type Present<T> = Exclude<T, undefined>;

/**
 * The base of every command. `run()` parses, calls one service and returns its result; this class prints the
 * result in the chosen format. A command prints nothing itself, and throws its failures.
 *
 * @typeParam T the result, which is also the document that `--json` prints. `void` for a command that streams
 * its output itself.
 * @typeParam Line the documents of a log, for a command that writes one as long as it runs
 *
 * `schema/output.json` is derived from both: their fields and comments are what scripts read about a command.
 */
export abstract class KooCommand<T, Line = never> extends Command {
  static override baseFlags = globalFlags;

  protected format: OutputFormat = 'table';
  #query: string | undefined;
  #fields: string | undefined;
  #quiet = false;

  /** Runs this command with oclif; called by `main.ts`, so that it need not load oclif itself. */
  static start(this: Command.Class, named: NamedCommand, root: string): Promise<void> {
    // biome-ignore lint/complexity/noThisInStatic: the command's own class, not this one
    return runCommand(this, named, root);
  }

  abstract override run(): Promise<T>;

  /** The result as text for people. Default: a table of it. Nothing is printed for `undefined`. */
  protected readonly render?: (result: Present<T>) => Promise<string | undefined> | string | undefined;

  /** The result as YAML, for a command with a YAML form of its own. Default: the JSON document as YAML. */
  protected readonly yaml?: (result: Present<T>) => Promise<string> | string;

  /**
   * The rows of a result that is not a list, for csv, tsv, ndjson and `--fields`. Default: the elements of a list;
   * anything else is one row.
   */
  protected readonly records?: (result: Present<T>) => readonly object[];

  /** Names of optional fields, so that `--fields` accepts them. */
  protected readonly optionalFields?: readonly string[];

  /** Columns of CSV and TSV for an empty list. */
  protected readonly columns?: readonly string[];

  /** Whether `--query` or `--fields` selects a part of the result. */
  protected get hasSelection(): boolean {
    return this.#query !== undefined || this.#fields !== undefined;
  }

  /**
   * Asserts that lines can be printed as they come.
   *
   * @param hint how to select some of them instead
   * @throws KooError (usage, `FORMAT_NOT_STREAMED`)
   */
  protected assertStreamable(hint: Localized): void {
    if (['table', 'json', 'ndjson'].includes(this.format) && !this.hasSelection) return;
    throw usageError(
      'FORMAT_NOT_STREAMED',
      both('A log supports only the formats table, json and ndjson, without --query and --fields'),
      hint,
    );
  }

  /** The exit code for a result; a failed check also has a result. */
  protected readonly exitCode: (result: Present<T>) => ExitCode = () => ExitCode.success;

  /** A text in the user's language. */
  protected text(text: Localized): string {
    return localize(text);
  }

  /** Prints a notice on stderr, unless `--quiet` is set. */
  protected notice(text: Localized): void {
    if (this.#quiet) return;
    printNotice(this.text(text));
  }

  /** Prints a line of a log: its text for people, if it has one, else the document. */
  protected printLine(document: Line, text: () => string | undefined): void {
    if (this.format !== 'table') {
      printDocument(`${toJson(concealed(document))}\n`);
      return;
    }
    const line = text();
    if (line !== undefined) printText(`${line}\n`);
  }

  override warn(input: Error | string): Error | string {
    const text = typeof input === 'string' ? input : input.message;
    this.notice(verbatim(text));
    return input;
  }

  protected override async parse<F extends Output, B extends Output, A extends Output>(
    options: Input<F, B, A> = this.ctor as unknown as Input<F, B, A>,
    argv?: string[],
  ): Promise<ParserOutput<F, B, A>> {
    // `options` is the command's class: a spread does not copy the inherited `baseFlags`.
    const { baseFlags = {}, flags: own = {} } = options;
    const args: ArgInput = options.args ?? {};
    const input = {
      ...options,
      baseFlags: checkingOptions('flags', baseFlags),
      flags: checkingOptions('flags', own),
      args: checkingOptions('arguments', withoutStdin(args)),
    } as unknown as Input<F, B, A>;
    const parsed = await super.parse(input, argv);
    const flags = parsed.flags as unknown as GlobalValues;
    this.format = flags.json ? 'json' : (flags.output ?? 'table');
    this.#query = flags.query;
    this.#fields = flags.fields;
    this.#quiet = flags.quiet ?? false;
    // A command that changes something is not to fail after it has done so.
    if (flags.query !== undefined) await (await import('./output/query.ts')).assertQuery(flags.query);
    return parsed;
  }

  // oclif would print some errors here and change their exit codes; main.ts prints every failure in the same way.
  protected override async catch(error: Error): Promise<never> {
    if (!(error instanceof CLIError) || error.oclif.exit !== ExitCode.usage) throw error;
    const { id, flags, args } = this.ctor;
    throw misuse(error, { id, flags: { ...globalFlags, ...flags }, args, argv: this.argv });
  }

  protected override async _run<R>(): Promise<R> {
    const result = concealed(await super._run<Present<T> | undefined>());
    if (result !== undefined) {
      const help = `koo ${this.ctor.id.replaceAll(':', ' ')} --help`;
      const text = await renderResult(result, {
        format: this.format,
        query: this.#query,
        fields: this.#fields,
        optionalFields: this.optionalFields,
        columns: this.columns,
        render: this.render,
        yaml: this.yaml,
        onNothing: () =>
          this.notice(both('--query selects nothing. For the fields, see `{help}`.', { help })),
        records: this.records,
      });
      const print = this.format === 'table' ? printText : printDocument;
      if (text !== undefined) print(text.endsWith('\n') ? text : `${text}\n`);
      process.exitCode = this.exitCode(result);
    }
    return result as unknown as R;
  }
}

/** Without `ignoreStdin`, oclif reads a missing argument from stdin. koo reads stdin only for `-`. */
function withoutStdin<A extends object>(args: Readonly<Record<string, A>>): Record<string, A> {
  return Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, { ...arg, ignoreStdin: true }]));
}

/** Values of the global flags after parsing. */
interface GlobalValues {
  readonly output?: OutputFormat;
  readonly json?: boolean;
  readonly query?: string;
  readonly fields?: string;
  readonly quiet?: boolean;
}
