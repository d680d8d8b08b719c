import type { Language } from '../../text/localized.ts';
import type { Actor, Repeat } from '../entry.ts';

/** What koo says round the facts about a code: in the terminal and on the generated pages. */
export const codeWords = {
  en: {
    list: ['CODE', 'FAMILY', 'MEANING'],
    family: 'Family',
    http: 'HTTP',
    message: 'Message',
    byStatus: 'By status',
    cause: 'Cause',
    actor: 'Who acts',
    next: 'What to do',
    repeat: 'Repeating',
    occurs: 'Where',
    source: 'Source',
    note: 'Note',
    also: 'Also possible:',
    colon: ': ',
    between: ', ',
    actors: {
      caller: 'whoever makes the call',
      seller: 'the seller',
      buyer: 'the buyer',
      huawei: 'Huawei',
      nobody: 'nobody',
    },
    repeats: {
      never: 'does not help before the cause is gone',
      later: 'may help, after a while',
      done: 'is not needed: it is done',
    },
  },
  zh: {
    list: ['结果码', '类别', '含义'],
    family: '类别',
    http: 'HTTP',
    message: '消息',
    byStatus: '按状态码',
    cause: '可能原因',
    actor: '由谁处理',
    next: '如何处理',
    repeat: '重试',
    occurs: '出现位置',
    source: '来源',
    note: '备注',
    also: '也可能是：',
    colon: '：',
    between: '、',
    actors: {
      caller: '调用方',
      seller: '商家',
      buyer: '买家',
      huawei: '华为云',
      nobody: '无需处理',
    },
    repeats: {
      never: '消除原因之前重试无效',
      later: '稍后重试可能成功',
      done: '无需重试：已完成',
    },
  },
} as const satisfies Record<
  Language,
  { actors: Record<Actor, string>; repeats: Record<Repeat, string> } & Record<string, unknown>
>;
