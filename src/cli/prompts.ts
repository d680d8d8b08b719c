import { interruptedError, KooError, usageError } from '../errors/koo-error.ts';
import { both, type Localized, localize, t } from '../text/translate.ts';
import { paint } from './output/colour.ts';
import { concealSecrets, printText, safeText, wholeText } from './output/edge.ts';
import { wrapForTerminal } from './output/terminal-text.ts';

export interface Question {
  readonly message: Localized;
  /** A warning to print above the prompt. */
  readonly warning?: Localized;
  /** The error if koo cannot prompt; by default it names the message and `instead`. */
  readonly missing?: { readonly message: Localized; readonly hint?: Localized };
  /** How to pass the value without a prompt: `--ak or KOO_AK`. */
  readonly instead: string;
  /** The answer that Enter takes; not for a secret. */
  readonly initial?: string;
  /** Whether to mask the input. */
  readonly secret?: boolean;
  /** Whether what is typed has the form of a secret, which is not asked for here: it is masked then. */
  readonly isSecret?: (text: string) => boolean;
  /** Whether an empty answer is accepted; without a terminal the answer is empty. */
  readonly optional?: boolean;
  /** Returns why an answer is invalid; koo then prompts again. */
  readonly refuse?: (text: string) => Localized | undefined | Promise<Localized | undefined>;
  /** Returns a remark to show beside the answer during input. */
  readonly remark?: (text: string) => Localized | undefined;
}

/** An option of a list. */
export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly name: string;
  /** Shown as the answer; default the label. */
  readonly short?: string;
  /** Shown below the list while the option is selected. */
  readonly description?: string;
}

export interface PromptOptions {
  /** `--no-input`: never prompt. */
  readonly noInput: boolean;
  readonly input?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output?: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

/**
 * Prompts for a value on the terminal. Prompts go to stderr, since stdout is for results. A secret shows as
 * asterisks, and no key reveals it.
 *
 * @throws KooError (usage, `MISSING_VALUE`) without a terminal or with `--no-input`, naming the alternative;
 * (interrupted, `CANCELLED`) for Ctrl-C and Ctrl-D
 */
export async function prompt(question: Question, options: PromptOptions): Promise<string> {
  if (!canPrompt(options)) {
    if (question.optional) return '';
    throw missingValue(question);
  }
  const config = {
    message: printAllButLastLine(question, options),
    validate: async (text: string) => (await validateAnswer(text.trim(), question)) ?? true,
  };
  return runPrompt(options, async (inquirer, context) => {
    const answer = question.secret
      ? inquirer.password({ ...config, mask: '*', toggleMask: false }, context)
      : inquirer.input(
          {
            ...config,
            transformer: withRemark(question),
            ...(question.initial !== undefined && { default: question.initial }),
          },
          context,
        );
    const text = (await answer).trim();
    if (question.secret) concealSecrets([text]);
    return text;
  });
}

type ListQuestion = Pick<Question, 'message' | 'warning' | 'instead' | 'missing'>;

/**
 * Prompts for one of several options.
 *
 * @param initial the option that Enter takes; default the first one
 * @throws like {@link prompt}
 */
export async function promptChoice<Value extends string>(
  question: ListQuestion,
  choices: readonly Choice<Value>[],
  options: PromptOptions,
  initial?: NoInfer<Value>,
): Promise<Value> {
  if (!canPrompt(options)) throw missingValue(question);
  if (question.warning) printLines(wrapped(question.warning, options), options);
  return runPrompt(options, (inquirer, context) =>
    inquirer.select(
      {
        message: wholeText(localize(question.message)),
        choices: choices.map(safeChoice),
        ...(initial !== undefined && { default: initial }),
        theme: listTheme(t('↑↓ navigate • ⏎ select')),
      },
      context,
    ),
  );
}

/**
 * Prompts for one of many options, which the user finds by typing a part of the label.
 *
 * @throws like {@link prompt}
 */
export async function promptSearch(
  question: ListQuestion,
  choices: readonly Choice[],
  options: PromptOptions,
): Promise<string> {
  if (!canPrompt(options)) throw missingValue(question);
  return runPrompt(options, (inquirer, context) =>
    inquirer.search(
      {
        message: wholeText(localize(question.message)),
        source: (term = '') => {
          const found = choices.filter(({ name }) => includesWords(name, term));
          return found.length > 0 ? found.map(safeChoice) : [new inquirer.Separator(t('Nothing matches.'))];
        },
        theme: listTheme(t('type to search • ↑↓ navigate • ⏎ select')),
      },
      context,
    ),
  );
}

/**
 * Prompts for any number of several options.
 *
 * @param checked the options that are selected at first
 * @throws like {@link prompt}
 */
export async function promptChecklist<Value extends string>(
  question: ListQuestion & { readonly refuse?: (values: readonly Value[]) => Localized | undefined },
  choices: readonly Choice<Value>[],
  options: PromptOptions,
  checked: readonly NoInfer<Value>[] = [],
): Promise<Value[]> {
  if (!canPrompt(options)) throw missingValue(question);
  return runPrompt(options, (inquirer, context) =>
    inquirer.checkbox(
      {
        message: wholeText(localize(question.message)),
        choices: choices.map((choice) => ({
          ...safeChoice(choice),
          checked: checked.includes(choice.value),
        })),
        validate: (chosen) => {
          const fault = question.refuse?.(chosen.map(({ value }) => value));
          return fault ? safeText(localize(fault)) : true;
        },
        theme: listTheme(t('↑↓ navigate • space select • a all • i invert • ⏎ submit')),
      },
      context,
    ),
  );
}

function safeChoice<Value extends string>({ value, name, short, description }: Choice<Value>): Choice<Value> {
  return {
    value,
    name: wholeText(name),
    ...(short !== undefined && { short: wholeText(short) }),
    ...(description !== undefined && { description: wholeText(description) }),
  };
}

function listTheme(help: string) {
  return {
    style: {
      keysHelpTip: () => paint('dim', help, process.stderr),
      description: (text: string) => paint('dim', text, process.stderr),
    },
  };
}

/** Whether a text contains each word of a search term, in any order and case. */
function includesWords(text: string, term: string): boolean {
  const lower = text.toLowerCase();
  return term
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

/**
 * Prints the warning and the message without its last line, which it returns. inquirer wraps its message at the edge of
 * the terminal, in the middle of words.
 */
function printAllButLastLine({ message, warning }: Question, options: PromptOptions): string {
  const parts = [...(warning ? [warning] : []), both('{message}:', { message })];
  const lines = parts.flatMap((part) => wrapped(part, options));
  printLines(lines.slice(0, -1), options);
  return lines.at(-1) ?? '';
}

function wrapped(text: Localized, { output = process.stderr }: PromptOptions): string[] {
  // inquirer puts two characters in front of the message, and a space behind it.
  return wrapForTerminal(wholeText(localize(text)), output, '   ').split(/\n\s*/);
}

function printLines(lines: readonly string[], { output = process.stderr }: PromptOptions): void {
  for (const line of lines) printText(`${line}\n`, output);
}

/** Returns what is wrong with an answer; `undefined` if it is valid. */
async function validateAnswer(text: string, { optional, refuse }: Question): Promise<string | undefined> {
  if (text === '' && !optional) return t('A value is required.');
  const fault = await refuse?.(text);
  return fault && safeText(localize(fault));
}

/** Appends the remark to the text during input, and does not show a secret in the wrong place. */
function withRemark({ remark, isSecret }: Question) {
  return (text: string, { isFinal }: { isFinal: boolean }): string => {
    if (isSecret?.(text.trim())) return '*'.repeat(text.length);
    const note = isFinal || text === '' ? undefined : remark?.(text.trim());
    return note === undefined ? text : `${text}  ${paint('dim', safeText(localize(note)), process.stderr)}`;
  };
}

type Inquirer = typeof import('./inquirer.ts');

interface PromptContext {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Runs a prompt of inquirer, which Ctrl-C, Ctrl-D and the end of the input cancel. */
async function runPrompt<T>(
  { input = process.stdin, output = process.stderr }: PromptOptions,
  run: (inquirer: Inquirer, context: PromptContext) => Promise<T>,
): Promise<T> {
  const inquirer = await import('./inquirer.ts');
  const end = new AbortController();
  // inquirer never returns if its input ends.
  const abort = () => end.abort();
  const abortOnCtrlD = (_text: unknown, key?: { ctrl?: boolean; name?: string }) => {
    if (key?.ctrl && key.name === 'd') abort();
  };
  input.once('end', abort).on('keypress', abortOnCtrlD);
  try {
    return await run(inquirer, { input, output, signal: end.signal });
  } catch (error) {
    if (error instanceof Error && /^(Exit|Abort)PromptError$/.test(error.name)) throw cancelledError();
    throw error;
  } finally {
    input.removeListener('end', abort).removeListener('keypress', abortOnCtrlD);
  }
}

/**
 * Asks for confirmation; anything but yes cancels.
 *
 * @param instead the flag that confirms without a prompt: `--yes`
 * @throws like {@link prompt}
 */
export async function confirm(message: Localized, instead: string, options: PromptOptions): Promise<boolean> {
  const question = both('{message} [y/N]', { message });
  // Without a terminal there is no one to confirm.
  if (!canPrompt(options)) throw missingConfirmation(message, instead);
  return /^(y|yes|是)$/i.test(await prompt({ message: question, instead, optional: true }, options));
}

/** Runs a validation for `refuse` of a question: why the value is invalid, if it is. */
export function refusal(validate: () => unknown): Localized | undefined {
  try {
    validate();
    return undefined;
  } catch (error) {
    if (error instanceof KooError) return error.facts.message;
    throw error;
  }
}

/** Whether koo can prompt. */
export function canPrompt({
  noInput,
  input = process.stdin,
  output = process.stderr,
}: PromptOptions): boolean {
  return !noInput && input.isTTY === true && output.isTTY === true;
}

function missingValue({
  message,
  instead,
  missing,
}: Pick<Question, 'message' | 'instead' | 'missing'>): KooError {
  return usageError(
    'MISSING_VALUE',
    missing?.message ?? both('The {message} is missing', { message }),
    missing?.hint ?? both('Use {instead}.', { instead }),
  );
}

/** Confirmation is required, and koo cannot prompt. */
function missingConfirmation(message: Localized, instead: string): KooError {
  return usageError(
    'MISSING_VALUE',
    both('Confirmation required: {message}', { message }),
    both('koo cannot prompt without a terminal. To confirm, add {instead}.', { instead }),
  );
}

/** The error for an action that the user did not confirm. */
export function cancelledError(): KooError {
  return interruptedError('CANCELLED', both('Cancelled'), both('Nothing was changed.'));
}
