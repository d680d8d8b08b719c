import type { Language, Localized } from '../text/localized.ts';
import { Failure } from './failure.ts';

/** A value to ask for. */
export interface Question {
  readonly message: Localized;
  /** What gives the value without asking: `--ak or KOO_AK`. */
  readonly instead: string;
  /** What is typed is not shown. */
  readonly secret?: boolean;
  /** Nothing is an answer too, and without a terminal the one taken. */
  readonly optional?: boolean;
}

export interface PromptOptions {
  readonly language: Language;
  /** `--no-input`: never ask. */
  readonly noInput: boolean;
  readonly input?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Asks on the terminal; the one gateway to the user. Questions go to stderr, since stdout is for results. A secret
 * shows as asterisks, and no key reveals it.
 *
 * @throws Failure (usage, `MISSING_VALUE`) without a terminal or with `--no-input`, naming what to give instead;
 * (interrupted, `CANCELLED`) for Ctrl-C and Ctrl-D
 */
export async function ask(question: Question, options: PromptOptions): Promise<string> {
  if (!canAsk(options)) {
    if (question.optional) return '';
    throw missingValue(question);
  }
  const { language, input = process.stdin, output = process.stderr } = options;
  const inquirer = await import('./inquirer.ts');
  const end = new AbortController();
  // inquirer never comes back from an input that ends.
  const abort = () => end.abort();
  const abortOnCtrlD = (_text: unknown, key?: { ctrl?: boolean; name?: string }) => {
    if (key?.ctrl && key.name === 'd') abort();
  };
  input.once('end', abort).on('keypress', abortOnCtrlD);
  const config = {
    message: `${question.message[language]}${language === 'zh' ? '：' : ':'}`,
    validate: (text: string) => question.optional || text.trim() !== '' || needed[language],
  };
  const context = { input, output, signal: end.signal };
  try {
    const answer = question.secret
      ? inquirer.password({ ...config, mask: '*', toggleMask: false }, context)
      : inquirer.input(config, context);
    return (await answer).trim();
  } catch (error) {
    if (error instanceof Error && /^(Exit|Abort)PromptError$/.test(error.name)) throw cancelled();
    throw error;
  } finally {
    input.removeListener('end', abort).removeListener('keypress', abortOnCtrlD);
  }
}

const needed: Localized = { en: 'It is needed.', zh: '必须填写。' };

/**
 * Asks for a yes; anything else is a no.
 *
 * @param instead what says yes without asking: `--yes`
 * @throws like {@link ask}
 */
export async function confirm(message: Localized, instead: string, options: PromptOptions): Promise<boolean> {
  const question = { en: `${message.en} [y/N]`, zh: `${message.zh} [y/N]` };
  // Without a terminal no answer must count as a yes or a no.
  if (!canAsk(options)) throw missingValue({ message, instead });
  return /^(y|yes|是)$/i.test(await ask({ message: question, instead, optional: true }, options));
}

/** Whether there is somebody to ask. */
export function canAsk({ noInput, input = process.stdin, output = process.stderr }: PromptOptions): boolean {
  return !noInput && input.isTTY === true && output.isTTY === true;
}

function missingValue({ message, instead }: Question): Failure {
  return new Failure({
    category: 'usage',
    code: 'MISSING_VALUE',
    message: { en: `Missing: ${message.en}`, zh: `缺少：${message.zh}` },
    hint: {
      en: `There is no terminal to ask on: give it with ${instead}.`,
      zh: `没有可供询问的终端，请通过 ${instead} 提供。`,
    },
  });
}

function cancelled(): Failure {
  return new Failure({
    category: 'interrupted',
    code: 'CANCELLED',
    message: { en: 'Cancelled', zh: '已取消' },
    hint: { en: 'Nothing was changed.', zh: '未做任何更改。' },
  });
}
