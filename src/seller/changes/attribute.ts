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
  const { say, code } = tools(wording);
  const name = code(attributeCode);
  const common = { title: say(`Attribute ${name}`, `属性 ${name}`), page: 'attributes' } as const;
  const words = (one: Attribute) => code(attributeWords(one)[wording.language]);
  if (!after) {
    return {
      ...common,
      steps: [
        say(
          `Delete the attribute ${name}. Products that are released already keep theirs.`,
          `删除属性 ${name}。对已发布的商品没有影响。`,
        ),
      ],
      goal: say(`No attribute ${name}.`, `没有属性 ${name}。`),
      values: { code: attributeCode },
      expect: say(`There is no attribute ${name}.`, `没有属性 ${name}。`),
      undo: before
        ? say(
            `Create it again: ${code(before.name.en)}, ${code(before.name.zh)}, ${words(before)}.`,
            `重新创建：${code(before.name.zh)}、${code(before.name.en)}，${words(before)}。`,
          )
        : say('Create it again as it was.', '按原样重新创建。'),
    };
  }
  const type = after.type === 'enumeration' ? say('enumeration', '枚举属性') : say('quantity', '数量属性');
  const steps = [
    before
      ? say(`Edit the attribute ${name}.`, `编辑属性 ${name}。`)
      : say(
          `Create an attribute of the type ${type} with the code ${name}; if there is one, edit it.`,
          `新建${type}，编码为 ${name}；如已存在则编辑。`,
        ),
    say(
      `Name in English ${code(after.name.en)}, in Chinese ${code(after.name.zh)}.`,
      `英文名称 ${code(after.name.en)}，中文名称 ${code(after.name.zh)}。`,
    ),
    ...(after.description === undefined
      ? []
      : [say(`Description: ${code(after.description)}.`, `描述：${code(after.description)}。`)]),
    after.type === 'enumeration'
      ? say(
          `Values, where the console asks for them (documented for when specifications are made): ${after.values.map(code).join(', ')}.`,
          `取值（文档中在生成规格时填写，以控制台为准）：${after.values.map(code).join('、')}。`,
        )
      : say(
          `Least ${code(after.min)}, most ${code(after.max)}, step ${code(after.step)}, where the console asks for them (documented for when specifications are made).`,
          `最小值 ${code(after.min)}，最大值 ${code(after.max)}，步长 ${code(after.step)}（文档中在生成规格时填写，以控制台为准）。`,
        ),
  ];
  return {
    ...common,
    steps,
    goal: steps.join(' '),
    values: after,
    expect: say(
      `The attribute ${name} is there, with the names ${code(after.name.en)} and ${code(after.name.zh)}.`,
      `属性 ${name} 存在，名称为 ${code(after.name.zh)}、${code(after.name.en)}。`,
    ),
    undo: before
      ? say(
          `Set it back: ${code(before.name.en)}, ${code(before.name.zh)}, ${words(before)}.`,
          `改回：${code(before.name.zh)}、${code(before.name.en)}，${words(before)}。`,
        )
      : say('Delete it again, if it was not there before.', '如原先不存在，则将其删除。'),
  };
}
