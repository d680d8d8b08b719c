import { code } from './markdown.ts';
import { type Of, type Section, tools, type Wording } from './section.ts';

export function attributeSection(change: Of<'attribute'>, wording: Wording): Section {
  const { say } = tools(wording);
  const { before, after } = change;
  const title = say(`Attribute ${code(change.code)}`, `属性 ${code(change.code)}`);
  if (!after) {
    return {
      title,
      page: 'attributes',
      change,
      steps: [
        say(
          `Delete the attribute ${code(change.code)}. Products that are released already keep theirs.`,
          `删除属性 ${code(change.code)}。对已发布的商品没有影响。`,
        ),
      ],
      goal: say(`No attribute ${code(change.code)}.`, `没有属性 ${code(change.code)}。`),
    };
  }
  const type = after.type === 'enumeration' ? say('enumeration', '枚举属性') : say('quantity', '数量属性');
  const steps = [
    before
      ? say(`Edit the attribute ${code(change.code)}.`, `编辑属性 ${code(change.code)}。`)
      : say(
          `Create an attribute of the type ${type} with the code ${code(change.code)}; if there is one, edit it.`,
          `新建${type}，编码为 ${code(change.code)}；如已存在则编辑。`,
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
          `Least ${code(String(after.min))}, most ${code(String(after.max))}, step ${code(String(after.step))}, where the console asks for them (documented for when specifications are made).`,
          `最小值 ${code(String(after.min))}，最大值 ${code(String(after.max))}，步长 ${code(String(after.step))}（文档中在生成规格时填写，以控制台为准）。`,
        ),
  ];
  return {
    title,
    page: 'attributes',
    change,
    steps,
    goal: steps.join(' '),
  };
}
