import { indentJson } from '../../text/json-layout.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { t } from '../../text/translate.ts';

/** Maximum length of a body that is printed, in characters; `--json` prints it whole. */
const maxContent = 1 << 16;

/** A body as it was sent; JSON is indented. @param limit in characters */
export function renderContent(content: string, limit = maxContent): string {
  const { text, omitted } = indentJson(content, limit);
  const shown = terminalSafe(text);
  if (omitted === 0) return shown;
  return `${shown}${t('… ({count, plural, one {# more character} other {# more characters}}; --json prints the whole body)', { count: omitted })}`;
}
