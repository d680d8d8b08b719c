import { cancelledError, canPrompt, confirm, type PromptOptions, prompt } from '../../cli/prompts.ts';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { joinSentences } from '../../text/localized.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { ConfigHost } from './run.ts';

export interface ConfirmContext extends Pick<PromptOptions, 'input' | 'output'> {
  readonly notice: (text: Localized) => void;
}

export interface ChangeContext extends ConfirmContext, ConfigHost {}

export interface ConfirmOptions {
  readonly yes: boolean;
  readonly 'no-input': boolean;
}

/**
 * Names what buyers lose by a change, and asks for confirmation before it is made.
 *
 * @param id of the product
 * @throws KooError like {@link confirmById}
 */
export async function confirmImpact(
  impact: readonly Localized[],
  id: string,
  options: ConfirmOptions,
  context: ConfirmContext,
): Promise<void> {
  if (impact.length === 0) return;
  const text = joinSentences(impact);
  if (options.yes) return context.notice(both('! {text}', { text }));
  await confirmById(text, id, options, context);
}

/**
 * Asks for the id of the product, for a change that affects its buyers: a plain confirmation is given too quickly.
 *
 * @param text what is about to be done
 * @param change the same as a statement, for the error where koo cannot ask
 * @throws KooError (usage, `MISSING_VALUE`) where koo cannot ask and there is no --yes; (interrupted, `CANCELLED`)
 * when nothing is typed
 */
export async function confirmById(
  text: Localized,
  id: string,
  options: ConfirmOptions,
  context: ConfirmContext,
  change: Localized = text,
): Promise<void> {
  if (options.yes) return;
  const prompts = promptsOf(options, context);
  if (!canPrompt(prompts)) throw needsYes(change, options);
  const message = both('Type {id} to confirm (Enter cancels)', { id });
  const other = both('This is not {id}.', { id });
  const refuse = (typed: string) => (typed === '' || typed === id ? undefined : other);
  const question = { warning: text, message, instead: '--yes', optional: true, refuse };
  if ((await prompt(question, prompts)) !== id) throw cancelledError();
}

/**
 * Asks a yes-or-no question; anything but yes cancels.
 *
 * @param change the same as a statement, for the error where koo cannot ask
 * @throws KooError like {@link confirmById}
 */
export async function confirmOrCancel(
  question: Localized,
  options: ConfirmOptions,
  context: ConfirmContext,
  change: Localized,
): Promise<void> {
  if (options.yes) return;
  const prompts = promptsOf(options, context);
  if (!canPrompt(prompts)) throw needsYes(change, options);
  if (!(await confirm(question, '--yes', prompts))) throw cancelledError();
}

/** Strips the full stop of a sentence that becomes a part of another. */
export function withoutFullStop({ en, zh }: Localized): Localized {
  return { en: en.replace(/\.$/, ''), zh: zh.replace(/。$/, '') };
}

function promptsOf(options: ConfirmOptions, { input, output }: ConfirmContext): PromptOptions {
  return { noInput: options['no-input'], ...(input && { input }), ...(output && { output }) };
}

function needsYes(change: Localized, options: ConfirmOptions): KooError {
  return usageError(
    'MISSING_VALUE',
    both('This change must be confirmed: {change}', { change: withoutFullStop(change) }),
    options['no-input']
      ? both('Nothing was sent. koo does not ask with --no-input; add --yes to confirm.')
      : both('Nothing was sent. There is no terminal to ask on; add --yes to confirm.'),
  );
}
