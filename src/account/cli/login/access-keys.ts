import { canPrompt, type PromptOptions, prompt, promptChecklist, refusal } from '../../../cli/prompts.ts';
import type { Site } from '../../../openapi/sites.ts';
import type { KeyClass, Keys } from '../../../signing/key-class.ts';
import { both, type Localized, localize } from '../../../text/translate.ts';
import { consolePages } from '../../console-pages.ts';
import { accessKeyVariables } from '../key-source.ts';
import { assertKey, keyClasses, keyInputs } from '../keys.ts';

/** The classes as the console names them. */
const classNames: Readonly<Record<KeyClass, Localized>> = {
  base: both('Base interfaces (V1, V2, online licence)'),
  kit: both('Joint-operation SaaS interfaces (kit)'),
  license: both('Licence code delivery'),
  notify: both('General interfaces (order notifications)'),
};

/**
 * Lets the user choose the interface classes that have an access key, and asks for each key.
 *
 * @param given keys that flags or the environment give; not asked for
 * @param stored keys of the profile; a chosen one is replaced
 * @returns nothing without a terminal
 * @throws KooError (interrupted) `CANCELLED`
 */
export async function askAccessKeys(
  given: Keys,
  stored: Keys,
  site: Site,
  context: PromptOptions & { readonly notice: (text: Localized) => void },
): Promise<Keys> {
  const classes = keyClasses.filter((keyClass) => given[keyClass] === undefined);
  if (classes.length === 0 || !canPrompt(context)) return {};
  context.notice(both('Access keys: {menu}', { menu: consolePages['access-keys'].menu }));
  // https://support.huaweicloud.com/eu/accessg-marketplace/en-us_topic_000033.html
  if (site.id === 'eu')
    context.notice(both('The European console shows access keys in Base64; decode them first.'));
  const chosen = await promptChecklist(
    { message: both('Which access keys do you have? (Enter for none)'), instead: '--access-key-file' },
    classes.map((value) => ({
      value,
      short: localize(keyInputs[value].name),
      name: localize(
        stored[value] === undefined
          ? classNames[value]
          : both('{name}, stored; select it to replace it', { name: classNames[value] }),
      ),
    })),
    context,
  );
  const keys: Partial<Record<KeyClass, string>> = {};
  for (const keyClass of chosen) {
    const { name } = keyInputs[keyClass];
    const key = await prompt(
      {
        message: both('Access key of {name} (Enter to skip)', { name }),
        instead: accessKeyVariables[keyClass],
        secret: true,
        optional: true,
        refuse: (text) => refusal(() => assertKey(text, name.en)),
      },
      context,
    );
    if (key) keys[keyClass] = key;
  }
  return keys;
}
