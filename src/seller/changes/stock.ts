import { tools, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, inSku, type Of, type Section } from './kind.ts';

type StockChange = Of<'stock'>;

/** More or fewer of a specification for sale. */
export const stock: ChangeKind<StockChange> = {
  heading: () => ({ section: 'stock' }),
  diff: ({ delta, note }) => [
    delta < 0
      ? { kind: 'remove', text: `- ${-delta} (${note})` }
      : { kind: 'add', text: `+ ${delta} (${note})` },
  ],
  impact: ({ sku, delta }, _, state) => {
    if (delta >= 0) return [];
    const where = inSku(sku, state);
    return [
      {
        en: `The stock${where.en} is lowered by ${-delta}: once it is used up nobody can buy.`,
        zh: `${where.zh}库存减少 ${-delta}：售完后将无法购买。`,
      },
    ];
  },
  patch: () => ({}),
  rank: ({ delta }) => (delta > 0 ? 2 : 8),
  section,
};

function section({ sku: skuCode, delta, note }: StockChange, wording: Wording): Section {
  const { say, w, sku, where, code } = tools(wording);
  const by = code(String(delta));
  return {
    title: say(`Stock${where(skuCode)}`, `库存${where(skuCode)}`),
    page: 'stock',
    steps: [
      ...(skuCode === undefined
        ? []
        : [say(`Choose the row of the specification ${sku(skuCode)}.`, `选择规格 ${sku(skuCode)} 所在行。`)]),
      say(
        `${w('delta')}: ${by}; ${w('note')}: ${code(note)}.`,
        `${w('delta')}：${by}；${w('note')}：${code(note)}。`,
      ),
      say(`Choose ${w('submit')}, once.`, `点击${w('submit')}，只提交一次。`),
    ],
    goal: say(
      `Change the stock${where(skuCode)} by ${by}; note: ${code(note)}.`,
      `库存${where(skuCode)}增减 ${by}；说明：${code(note)}。`,
    ),
    values: { delta, note },
    expect: say(
      `The stock${where(skuCode)} differs by ${by} from what it was.`,
      `库存${where(skuCode)}与原先相差 ${by}。`,
    ),
    undo: say(
      `Submit the opposite, once: ${code(String(-delta))}.`,
      `提交相反的数量，只提交一次：${code(String(-delta))}。`,
    ),
    notes: [
      say(
        'The number is added to the stock (a negative one is taken off it); it is not the new stock. The product has to be on sale.',
        '该数量为增减量（负数为减少），不是新的库存总数。商品须处于在售状态。',
      ),
    ],
  };
}
