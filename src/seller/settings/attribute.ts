import { joinSentences } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Attribute } from '../contract.ts';
import { attributeWords } from '../words.ts';
import { formattersOf, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, type ChangeOf, type Section, settingLines } from './kind.ts';

type AttributeChange = ChangeOf<'attribute'>;

/** An attribute of the seller, for all products. */
export const attribute: ChangeKind<AttributeChange> = {
  heading: () => ({ section: 'attributes' }),
  diff: ({ code, before, after }) => settingLines(code, attributeText(before), attributeText(after)),
  patch: ({ after }) => (after ? { attributes: [after] } : {}),
  rank: ({ after }) => (after ? 0 : 10),
  section,
};

/** An attribute in one line. */
function attributeText(one: Attribute | undefined): string | undefined {
  if (!one) return undefined;
  const { type, name, description } = one;
  const range =
    one.type === 'quantity'
      ? `${one.min}..${one.max} step ${one.step}`
      : one.values.length > 0
        ? `[${one.values.join(', ')}]`
        : '';
  return `${type}${range && ` ${range}`} "${name.en}" "${name.zh}"${description ? ` (${description})` : ''}`;
}

function section({ code: attributeCode, before, after }: AttributeChange, wording: Wording): Section {
  const { code, codeOf } = formattersOf(wording);
  const name = code(attributeCode);
  const common = { title: both('Attribute {name}', { name }), page: 'attribute' } as const;
  const partsOf = (one: Attribute) => ({
    english: code(one.name.en),
    chinese: code(one.name.zh),
    definition: codeOf(attributeWords(one)),
  });
  if (!after) {
    return {
      ...common,
      steps: [both('Delete the attribute {name}. Products that are already released keep it.', { name })],
      goal: both('The attribute {name} does not exist.', { name }),
      values: { code: attributeCode },
      expect: both('The attribute {name} does not exist.', { name }),
      undo: before
        ? both(
            'Create it again: English name {english}, Chinese name {chinese}, {definition}.',
            partsOf(before),
          )
        : both('Create it again as it was.'),
    };
  }
  const type = after.type === 'enumeration' ? both('enumeration') : both('quantity');
  const steps = [
    before
      ? both('Edit the attribute {name}.', { name })
      : both('Create an attribute of type {type} with the code {name}. If it already exists, edit it.', {
          type,
          name,
        }),
    both('Set the English name to {english} and the Chinese name to {chinese}.', partsOf(after)),
    ...(after.description === undefined
      ? []
      : [both('Description: {description}.', { description: code(after.description) })]),
    after.type === 'enumeration'
      ? both(
          'Enter the values {values} where the console asks for them. The documents describe this for generating specifications.',
          { values: after.values.map(code) },
        )
      : both(
          'Enter the minimum {min}, the maximum {max} and the step {step} where the console asks for them. The documents describe this for generating specifications.',
          { min: code(after.min), max: code(after.max), step: code(after.step) },
        ),
  ];
  return {
    ...common,
    steps,
    goal: joinSentences(steps),
    values: after,
    expect: both('The attribute {name} exists with the names {english} and {chinese}.', {
      name,
      ...partsOf(after),
    }),
    undo: before
      ? both('Set it back: English name {english}, Chinese name {chinese}, {definition}.', partsOf(before))
      : both('Delete it if it did not exist before.'),
  };
}
