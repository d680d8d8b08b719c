import { ask, canAsk, cancelled, confirm, type PromptOptions } from '../../cli/prompts.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { ConfigHost } from './run.ts';

/** What a question needs beside the flags. */
export interface ConfirmContext extends Pick<PromptOptions, 'input' | 'output'> {
  readonly language: Language;
  readonly notice: (text: Localized) => void;
}

/** What a changing command needs beside its flags. */
export interface ChangeContext extends ConfirmContext, ConfigHost {}

export interface ConfirmOptions {
  readonly yes: boolean;
  readonly 'no-input': boolean;
}

/**
 * Calls out what takes something away from buyers, and has it confirmed before it is done.
 *
 * @param id of the product
 * @throws KooError like {@link confirmById}
 */
export async function confirmImpact(
  cuts: readonly Localized[],
  id: string,
  options: ConfirmOptions,
  context: ConfirmContext,
): Promise<void> {
  if (cuts.length === 0) return;
  const text = joined(cuts);
  if (options.yes) return context.notice(both('! {text}', { text }));
  await confirmById(text, id, options, context);
}

/**
 * Has the id of a product typed, as what cuts its buyers off needs: a yes is said too quickly.
 *
 * @param text what is about to be done
 * @param cuts what a failure tells beside it
 * @throws KooError (usage, `MISSING_VALUE`) where nobody can be asked and there is no --yes; (interrupted, `CANCELLED`)
 * when nothing is typed
 */
export async function confirmById(
  text: Localized,
  id: string,
  options: ConfirmOptions,
  context: ConfirmContext,
  cuts: readonly Localized[] = [],
): Promise<void> {
  if (options.yes) return;
  const prompts = promptsOf(options, context);
  if (!canAsk(prompts)) throw needsYes(joined([...cuts, text]), options);
  const message = both('{text} Type {id} to carry it out, nothing to cancel', { text, id });
  const other = both('That is not {id}.', { id });
  const refuse = (typed: string) => (typed === '' || typed === id ? undefined : other);
  if ((await ask({ message, instead: '--yes', optional: true, refuse }, prompts)) !== id) throw cancelled();
}

/**
 * Asks a question that only a yes lets pass.
 *
 * @throws KooError like {@link confirmById}
 */
export async function confirmOrCancel(
  question: Localized,
  options: ConfirmOptions,
  context: ConfirmContext,
): Promise<void> {
  if (options.yes) return;
  const prompts = promptsOf(options, context);
  if (!canAsk(prompts)) throw needsYes(question, options);
  if (!(await confirm(question, '--yes', prompts))) throw cancelled();
}

function promptsOf(options: ConfirmOptions, { input, output }: ConfirmContext): PromptOptions {
  return { noInput: options['no-input'], ...(input && { input }), ...(output && { output }) };
}

/** Several remarks as one text. */
function joined(texts: readonly Localized[]): Localized {
  return { en: texts.map(({ en }) => en).join(' '), zh: texts.map(({ zh }) => zh).join('') };
}

function needsYes({ en, zh }: Localized, options: ConfirmOptions): KooError {
  const why = options['no-input'] ? both('--no-input asks nothing') : both('There is no terminal to ask on');
  return new KooError({
    category: 'usage',
    code: 'MISSING_VALUE',
    message: { en: `This needs a yes: ${en}`, zh: `需要确认：${zh}` },
    hint: both('Nothing was sent. {why}: say it with --yes.', { why }),
  });
}
