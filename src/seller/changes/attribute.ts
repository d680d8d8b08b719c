import type { Attribute } from '../contract.ts';
import { attributeWords } from '../words.ts';
import { tools, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, type Of, type Section, settingLines } from './kind.ts';

type AttributeChange = Of<'attribute'>;

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
  const { t, code } = tools(wording);
  const name = code(attributeCode);
  const common = { title: t('Attribute {name}', { name }), page: 'attributes' } as const;
  const namesOf = (one: Attribute) => ({
    english: code(one.name.en),
    chinese: code(one.name.zh),
    words: code(attributeWords(one)[wording.language]),
  });
  if (!after) {
    return {
      ...common,
      steps: [t('Delete the attribute {name}. Products that are released already keep theirs.', { name })],
      goal: t('No attribute {name}.', { name }),
      values: { code: attributeCode },
      expect: t('There is no attribute {name}.', { name }),
      undo: before
        ? t('Create it again: {english}, {chinese}, {words}.', namesOf(before))
        : t('Create it again as it was.'),
    };
  }
  const type = after.type === 'enumeration' ? t('enumeration') : t('quantity');
  const steps = [
    before
      ? t('Edit the attribute {name}.', { name })
      : t('Create an attribute of the type {type} with the code {name}; if there is one, edit it.', {
          type,
          name,
        }),
    t('Name in English {english}, in Chinese {chinese}.', namesOf(after)),
    ...(after.description === undefined
      ? []
      : [t('Description: {description}.', { description: code(after.description) })]),
    after.type === 'enumeration'
      ? t(
          'Values, where the console asks for them (documented for when specifications are made): {values}.',
          { values: after.values.map(code) },
        )
      : t(
          'Least {min}, most {max}, step {step}, where the console asks for them (documented for when specifications are made).',
          { min: code(after.min), max: code(after.max), step: code(after.step) },
        ),
  ];
  return {
    ...common,
    steps,
    goal: steps.join(' '),
    values: after,
    expect: t('The attribute {name} is there, with the names {english} and {chinese}.', {
      name,
      ...namesOf(after),
    }),
    undo: before
      ? t('Set it back: {english}, {chinese}, {words}.', namesOf(before))
      : t('Delete it again, if it was not there before.'),
  };
}
