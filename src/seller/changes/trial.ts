import { audienceWords } from '../words.ts';
import { tools, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, inSku, type Of, type Section, settingLines } from './kind.ts';

type TrialChange = Of<'trial'>;

/** How long a trial is, and who may try. */
export const trial: ChangeKind<TrialChange> = {
  heading: () => ({ section: 'trial' }),
  diff: ({ before, after }) => [
    ...settingLines('days', before?.days.toString(), after.days.toString()),
    ...settingLines('open_to', before?.open_to, after.open_to),
  ],
  impact: ({ sku, before, after }, _, state) => {
    if (after.open_to === 'all' || before?.open_to === 'specified') return [];
    const where = inSku(sku, state);
    return [
      {
        en: `The trial${where.en} is for the users on its list alone: others can no longer try it.`,
        zh: `${where.zh}试用仅限名单中的用户：其他用户将无法试用。`,
      },
    ];
  },
  patch: ({ sku, after }) => ({ trial: { [sku]: after } }),
  rank: () => 6,
  section,
};

function section({ sku: skuCode, before, after }: TrialChange, wording: Wording): Section {
  const { say, sku, where, code } = tools(wording);
  const newDays = before?.days !== after.days;
  const steps = [
    say(`Choose the trial specification ${sku(skuCode)}.`, `选择试用规格 ${sku(skuCode)}。`),
    ...(newDays
      ? [say(`Days of trial: ${code(String(after.days))}.`, `试用天数：${code(String(after.days))}。`)]
      : []),
    ...(before?.open_to === after.open_to
      ? []
      : [
          after.open_to === 'all'
            ? say('Open it to all users.', '对全部用户开放。')
            : say('Open it to the users of the whitelist alone.', '仅对白名单用户开放。'),
        ]),
  ];
  const fixed = say('The days of a published trial cannot be changed.', '已发布的试用规格不能更改试用天数。');
  const who = audienceWords[after.open_to][wording.language];
  return {
    title: say(`Trial${where(skuCode)}`, `SaaS试用${where(skuCode)}`),
    page: 'trial',
    steps,
    goal: steps.join(' '),
    values: after,
    expect: say(
      `The trial ${sku(skuCode)} has ${after.days} days and is open to ${who}.`,
      `试用规格 ${sku(skuCode)} 为 ${after.days} 天，对${who}开放。`,
    ),
    undo: before
      ? say(
          `Open it to ${audienceWords[before.open_to].en} again.${newDays ? ` ${fixed}` : ''}`,
          `改回对${audienceWords[before.open_to].zh}开放。${newDays ? fixed : ''}`,
        )
      : say(
          `Open it again to whom the page showed before. ${fixed}`,
          `改回对页面原先显示的用户开放。${fixed}`,
        ),
    notes: newDays ? [fixed] : [],
  };
}
