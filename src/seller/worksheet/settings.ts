import type { AudienceSetting } from '../model.ts';
import { creditWords } from '../words.ts';
import { code } from './markdown.ts';
import { type Of, type Section, tools, type Wording } from './section.ts';

export function audienceSection(change: Of<'audience'>, wording: Wording): Section {
  const { say, w, sku, where } = tools(wording);
  const { before, after } = change;
  const target =
    change.sku === undefined
      ? say('For the product as a whole', '在商品级别')
      : say(`For the specification ${sku(change.sku)}`, `对规格 ${sku(change.sku)}`);
  const now = before && say(` (now: ${w(before.type)})`, `（当前为${w(before.type)}）`);
  const steps = after
    ? [
        say(
          `${target}, set the target customers to ${w(after.type)}${now ?? ''}.`,
          `${target}，将销售对象设为${w(after.type)}${now ?? ''}。`,
        ),
        ...associatedSteps(change.sku, after, wording),
      ]
    : [
        say(
          `${target}, make the target customers the same as those of the product${now ?? ''}.`,
          `${target}，将销售对象设为与商品相同${now ?? ''}。`,
        ),
      ];
  const locked = change.sku === undefined && (after?.type === 'specified' || after?.type === 'associated');
  return {
    title: say(`Target customers${where(change.sku)}`, `销售对象${where(change.sku)}`),
    page: 'audience',
    change,
    steps: [
      ...steps,
      wording.on === 'cn'
        ? say(`Save with ${w('confirm')}.`, `点击${w('confirm')}保存。`)
        : say('Save.', '保存。'),
    ],
    goal: steps.join(' '),
    notes: [
      ...(after?.type === 'specified'
        ? [
            say(
              'Before you save, the list has to hold everybody who may buy: see the steps for its users.',
              '保存前，名单中须已有所有可购买的用户，参见添加用户的步骤。',
            ),
          ]
        : []),
      ...(locked
        ? [
            say(
              'From then on the specifications are the same as the product and cannot be edited.',
              '此后各规格与商品一致，不可单独设置。',
            ),
          ]
        : []),
    ],
  };
}

function associatedSteps(
  sku: string | undefined,
  { associated }: AudienceSetting,
  wording: Wording,
): string[] {
  if (!associated?.length) return [];
  const { say } = tools(wording);
  const all = associated.map(code);
  return sku === undefined
    ? [
        say(
          `Associated products, these and no others: ${all.join(', ')}.`,
          `关联商品（仅以下商品）：${all.join('、')}。`,
        ),
      ]
    : [
        say(
          `Associated specifications of the same product, these and no others: ${all.join(', ')}.`,
          `关联同一商品的规格（仅以下规格）：${all.join('、')}。`,
        ),
      ];
}

export function creditSection(change: Of<'credit'>, wording: Wording): Section {
  const { say, w } = tools(wording);
  const { setting, before, after } = change;
  const column = w(setting === 'cash_coupon' ? 'cashCoupon' : 'creditLine');
  const state = (value: typeof after) => creditWords[value][wording.language];
  const now = before === undefined ? '' : say(` (now: ${state(before)})`, `（当前：${state(before)}）`);
  const step =
    after === 'specified'
      ? say(
          `In the column ${column} choose ${w('set')}, open ${w('creditSwitch')} and choose ${w('specified')}${now}. It takes effect as soon as you confirm.`,
          `在${column}列点击${w('set')}，打开${w('creditSwitch')}，选择${w('specified')}${now}。确认后立即生效。`,
        )
      : say(
          `In the column ${column}, turn the switch in the row of the product ${state(after)}${now}.`,
          `在${column}列，将该商品所在行的开关设为${state(after)}${now}。`,
        );
  return {
    title:
      setting === 'cash_coupon'
        ? say('Credit cash coupons', '授信现金券支付')
        : say('Credit line', '信用额度支付'),
    page: 'credit',
    change,
    steps: [step],
    goal: say(`${column}: ${state(after)}${now}.`, `${column}：${state(after)}${now}。`),
  };
}

export function limitSection(change: Of<'limit'>, wording: Wording): Section {
  const { say, w, sku, where } = tools(wording);
  const { before, after } = change;
  const target =
    change.sku === undefined
      ? say('the product', '该商品')
      : say(`the specification ${sku(change.sku)}`, `规格 ${sku(change.sku)}`);
  const steps = !after
    ? [
        say(
          `Take away the purchase limit of ${target}, if there is one. How is not documented: check in the console.`,
          `取消${target}的限购（如有）。操作方式未见于文档，以控制台为准。`,
        ),
      ]
    : [
        before
          ? say(`Choose the purchase limit that ${target} has.`, `选择${target}现有的限购配置。`)
          : say(`Choose ${target}.`, `选择${target}。`),
        after.once_per_customer
          ? say(
              `Tick ${w('once')}: each customer may buy once. Buying again after the resource has expired: ${after.again_after_expiry ? 'allowed (tick that it cannot be purchased before its resource expires)' : 'not allowed'}.`,
              `勾选${w('once')}：每个客户限购一次。资源到期后再次购买：${after.again_after_expiry ? '允许（勾选“资源到期前不可再次购买”一类的选项）' : '不允许'}。`,
            )
          : say(
              `Tick ${w('quantity')} and enter the maximum ${code(String(after.max_quantity ?? ''))}.`,
              `勾选${w('quantity')}，最大值填写 ${code(String(after.max_quantity ?? ''))}。`,
            ),
        say(`Choose ${w('submit')}.`, `点击${w('submit')}。`),
      ];
  return {
    title: say(`Purchase limit${where(change.sku)}`, `商品限购${where(change.sku)}`),
    page: 'limits',
    change,
    steps,
    goal: steps.join(' '),
  };
}

export function trialSection(change: Of<'trial'>, wording: Wording): Section {
  const { say, sku } = tools(wording);
  const { before, after } = change;
  const steps = [
    say(`Choose the trial specification ${sku(change.sku)}.`, `选择试用规格 ${sku(change.sku)}。`),
    ...(before?.days === after.days
      ? []
      : [say(`Days of trial: ${code(String(after.days))}.`, `试用天数：${code(String(after.days))}。`)]),
    ...(before?.open_to === after.open_to
      ? []
      : [
          after.open_to === 'all'
            ? say('Open it to all users.', '对全部用户开放。')
            : say('Open it to the users of the whitelist alone.', '仅对白名单用户开放。'),
        ]),
  ];
  return {
    title: say(`Trial${tools(wording).where(change.sku)}`, `SaaS试用${tools(wording).where(change.sku)}`),
    page: 'trial',
    change,
    steps,
    goal: steps.join(' '),
    notes:
      before?.days === after.days
        ? []
        : [say('The days of a published trial cannot be changed.', '已发布的试用规格不能更改试用天数。')],
  };
}

export function stockSection(change: Of<'stock'>, wording: Wording): Section {
  const { say, w, sku, where } = tools(wording);
  const { delta, note } = change;
  return {
    title: say(`Stock${where(change.sku)}`, `库存${where(change.sku)}`),
    page: 'stock',
    change,
    steps: [
      ...(change.sku === undefined
        ? []
        : [
            say(
              `Choose the row of the specification ${sku(change.sku)}.`,
              `选择规格 ${sku(change.sku)} 所在行。`,
            ),
          ]),
      say(
        `${w('delta')}: ${code(String(delta))}; ${w('note')}: ${code(note)}.`,
        `${w('delta')}：${code(String(delta))}；${w('note')}：${code(note)}。`,
      ),
      say(`Choose ${w('submit')}, once.`, `点击${w('submit')}，只提交一次。`),
    ],
    goal: say(
      `Change the stock${where(change.sku)} by ${code(String(delta))}; note: ${code(note)}.`,
      `库存${where(change.sku)}增减 ${code(String(delta))}；说明：${code(note)}。`,
    ),
    notes: [
      say(
        'The number is added to the stock (a negative one is taken off it); it is not the new stock. The product has to be on sale.',
        '该数量为增减量（负数为减少），不是新的库存总数。商品须处于在售状态。',
      ),
    ],
  };
}
