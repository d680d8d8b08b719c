import { joinSentences } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Attribute } from '../contract.ts';
import { attributeTypes } from '../values.ts';
import { attributeWords } from '../words.ts';
import { createFormatters, type Wording } from '../worksheet/wording.ts';
import {
  type ChangeKind,
  type ChangeOf,
  type Fields,
  type Section,
  type Setting,
  settingLines,
} from './setting.ts';

type AttributeChange = ChangeOf<'attribute'>;

const fields = {
  code: {
    type: 'text',
    isArgument: true,
    required: true,
    summary: 'Attribute code.',
    input: { label: both('Attribute code'), required: true },
  },
  type: {
    type: 'choice',
    required: true,
    options: attributeTypes,
    words: { enumeration: both('enumeration'), quantity: both('quantity') },
    summary: 'Type of the attribute.',
    input: { label: both('Type') },
  },
  en: {
    type: 'text',
    flag: 'name-en',
    required: true,
    helpValue: 'NAME',
    summary: 'Name in English.',
    input: { label: both('Name in English'), required: true },
  },
  zh: {
    type: 'text',
    flag: 'name-zh',
    required: true,
    helpValue: 'NAME',
    summary: 'Name in Chinese.',
    input: { label: both('Name in Chinese'), required: true },
  },
  description: {
    type: 'text',
    helpValue: 'TEXT',
    summary: 'Description.',
    input: { label: both('Description') },
  },
  values: {
    type: 'texts',
    helpValue: 'A,B',
    summary: 'Values of an enumeration, up to 10.',
    input: { label: both('Values of an enumeration'), hint: both('One a line, at most 10.'), rows: 3 },
  },
  min: {
    type: 'number',
    helpValue: 'N',
    summary: 'Minimum quantity.',
    input: { label: both('Minimum of a quantity') },
  },
  max: { type: 'number', helpValue: 'N', summary: 'Maximum quantity.', input: { label: both('Maximum') } },
  step: { type: 'number', helpValue: 'N', summary: 'Quantity step.', input: { label: both('Step') } },
} as const satisfies Fields;

/** The fields that an attribute of a type has besides those of all. */
export const attributeFields = { enumeration: ['values'], quantity: ['min', 'max', 'step'] } as const;

/** An attribute of the seller, for all products. */
export const attribute = {
  id: 'attribute',
  fields,
  commands: {
    add: {
      summary: 'Add a product attribute.',
      description: [
        'An enumeration takes --values, up to 10; a quantity takes --min, --max and --step. The codes appName, version, os and mode are preset.',
      ],
      examples: [
        'region --type enumeration --name-en Region --name-zh 区域 --values "North,South" --site sandbox',
        'storage --type quantity --name-en "Storage (GB)" --name-zh "存储（GB）" --min 10 --max 1000 --step 10 --site sandbox',
      ],
    },
    update: {
      summary: 'Update a product attribute.',
      description: ['Values without a flag stay unchanged. Released products keep the attribute as it was.'],
      examples: ['seats --max 1000 --site sandbox'],
    },
    remove: {
      summary: 'Remove a product attribute.',
      description: [
        'Released products keep the attribute. Asks for confirmation; without a terminal, --yes is required.',
      ],
      examples: ['edition --yes --site sandbox'],
    },
  },
  changes: ({ attributes }, { configuration }) =>
    (attributes ?? []).flatMap((after) => {
      const before = configuration?.attributes?.find(({ code }) => code === after.code);
      if (before && sameAttribute(before, after)) return [];
      return { kind: 'attribute', code: after.code, ...(before && { before }), after };
    }),
  heading: () => ({ section: 'attributes' }),
  diff: ({ code, before, after }) => settingLines(code, attributeText(before), attributeText(after)),
  patch: ({ after }) => (after ? { attributes: [after] } : {}),
  rank: ({ after }) => (after ? 0 : 10),
  section,
} satisfies Setting & ChangeKind<AttributeChange>;

/** Whether two attributes are one; the order of values is a difference, since buyers see it. */
export function sameAttribute(a: Attribute, b: Attribute): boolean {
  const [one, other] = [comparedParts(a), comparedParts(b)];
  return one.length === other.length && one.every((part, index) => part === other[index]);
}

function comparedParts(attribute: Attribute): readonly unknown[] {
  const { code, type, name, description = '' } = attribute;
  const own =
    attribute.type === 'quantity' ? [attribute.min, attribute.max, attribute.step] : attribute.values;
  return [code, type, name.en, name.zh, description, ...own];
}

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
  const { code, codeOf } = createFormatters(wording);
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
