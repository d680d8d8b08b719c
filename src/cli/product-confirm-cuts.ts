import type { Language, Localized } from '../text/localized.ts';
import { Failure } from './failure.ts';
import { canAsk, confirm } from './prompts.ts';

/** What a changing command needs beside its flags. */
export interface ChangeContext {
  readonly language: Language;
  readonly notice: (text: Localized) => void;
}

export interface ConfirmWish {
  readonly yes: boolean;
  readonly 'no-input': boolean;
}

/**
 * Calls out what takes something away from buyers, and asks before it is done.
 *
 * @throws Failure (usage, `MISSING_VALUE`) where nobody can be asked and there is no --yes; (interrupted, `CANCELLED`)
 * for a no
 */
export async function confirmCuts(
  cuts: readonly Localized[],
  wish: ConfirmWish,
  context: ChangeContext,
): Promise<void> {
  if (cuts.length === 0) return;
  const text = joined(cuts);
  if (wish.yes) return context.notice({ en: `! ${text.en}`, zh: `! ${text.zh}` });
  await confirmed({ en: `${text.en} Carry it out?`, zh: `${text.zh}确定执行吗？` }, wish, context);
}

/**
 * Asks a question that only a yes lets pass.
 *
 * @param cuts what a failure tells beside the question
 * @throws Failure like {@link confirmCuts}
 */
export async function confirmed(
  question: Localized,
  wish: ConfirmWish,
  { language }: ChangeContext,
  cuts: readonly Localized[] = [],
): Promise<void> {
  if (wish.yes) return;
  const prompts = { language, noInput: wish['no-input'] };
  if (!canAsk(prompts)) throw needsYes(joined([...cuts, question]));
  if (await confirm(question, '--yes', prompts)) return;
  throw new Failure({
    category: 'interrupted',
    code: 'CANCELLED',
    message: { en: 'Cancelled', zh: '已取消' },
    hint: { en: 'Nothing was changed.', zh: '未做任何更改。' },
  });
}

/** Several remarks as one text. */
function joined(texts: readonly Localized[]): Localized {
  return { en: texts.map(({ en }) => en).join(' '), zh: texts.map(({ zh }) => zh).join('') };
}

function needsYes({ en, zh }: Localized): Failure {
  return new Failure({
    category: 'usage',
    code: 'MISSING_VALUE',
    message: { en: `This needs a yes: ${en}`, zh: `需要确认：${zh}` },
    hint: {
      en: 'Nothing was sent. There is no terminal to ask on: say it with --yes.',
      zh: '未发送任何更改。没有可供询问的终端，请用 --yes 确认。',
    },
  });
}
