import { commandLine, definitions, document, paragraphs, section } from '../../../cli/output/layout.ts';
import type { Language } from '../../../text/localized.ts';
import type { HelpTopic } from './model.ts';

/** An article as text, in lines of at most so many columns. */
export async function helpTopicText(topic: HelpTopic, language: Language, columns: number): Promise<string> {
  const parts = await topic.parts();
  return document([
    paragraphs(topic.title[language], columns, '').join('\n'),
    ...parts.map(({ heading, text, rows = [], commands = [] }) =>
      section(heading[language], [
        ...(text ? paragraphs(text[language], columns) : []),
        ...(text && rows.length > 0 ? [''] : []),
        ...definitions(
          rows.map(([name, meaning]) => [name, meaning[language]]),
          columns,
        ),
        ...((text || rows.length > 0) && commands.length > 0 ? [''] : []),
        ...commands.flatMap((command) => commandLine(command, columns)),
      ]),
    ),
  ]);
}
