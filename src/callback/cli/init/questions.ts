import { type PromptOptions, promptChecklist, promptChoice } from '../../../cli/prompts.ts';
import { both, type Localized, localize } from '../../../text/translate.ts';
import { protocols } from '../../protocols/index.ts';
import type { ProtocolId, Sale } from '../../protocols/model.ts';

const protocolQuestion = {
  message: both('Protocols of the server'),
  instead: '--protocol',
  missing: { message: both('--protocol is missing'), hint: both('For example: --protocol v2') },
  refuse: (ids: readonly string[]) => (ids.length > 0 ? undefined : both('Select at least one protocol.')),
};

/** Asks for the protocols of a server. @throws KooError (usage, `MISSING_VALUE`) where koo cannot ask */
export function askProtocols(options: PromptOptions): Promise<ProtocolId[]> {
  const choices = protocols.map(({ id, title }) => ({
    value: id,
    name: `${id}  ${localize(title)}`,
    short: id,
  }));
  return promptChecklist(protocolQuestion, choices, options, ['v2']);
}

const sales = {
  period: both('by the month or year (period)'),
  'on-demand': both('pay-per-use (on-demand)'),
  'one-time': both('one-time payment (one-time)'),
} as const satisfies Record<Sale, Localized>;

/** Asks how the product is charged. */
export function askSale(options: PromptOptions): Promise<Sale> {
  return askChoice({ message: both('How is the product charged?'), instead: '--sale' }, sales, options);
}

/** Asks for one of several values, each with its text. */
export function askChoice<Value extends string>(
  question: Parameters<typeof promptChoice>[0],
  choices: Readonly<Record<Value, Localized>>,
  options: PromptOptions,
): Promise<Value> {
  const list = (Object.keys(choices) as Value[]).map((value) => ({ value, name: localize(choices[value]) }));
  return promptChoice(question, list, options);
}
