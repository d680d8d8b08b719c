import type { ErrorFacts } from '../errors/koo-error.ts';
import { localize, t } from '../text/translate.ts';

/** A failure as text: the message with the code, and the hint. */
export function failureText({ message, hint, code }: ErrorFacts): string {
  const parts = { message: withCode(localize(message), code), hint };
  return `${t('Error: {message}', parts)}\n${t('Hint: {hint}', parts)}`;
}

/** Puts the code at the end of the first line, without a full stop before it; further lines are a list. */
function withCode(message: string, code: string): string {
  return message.replace(/[.。]?$/m, () => ` [${code}]`);
}
