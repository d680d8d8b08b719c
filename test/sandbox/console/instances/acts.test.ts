import { expect, test } from 'vitest';
import type { Command } from '../../../../src/sandbox/acts/acts.ts';
import { offeredActs } from '../../../../src/sandbox/console/instances/variants.ts';
import { actForms, openShop, type Shop } from '../trade.ts';

/** How an instance comes into a state, and what it allows then. */
type State = readonly [name: string, build: (page: Shop) => Promise<number>, allowed: readonly string[]];

/** Buys, and performs acts on what was bought. */
function bought(more: Parameters<Shop['order']>[0], ...acts: readonly object[]) {
  return async (page: Shop) => {
    const { key, id } = await page.order(more);
    for (const act of acts) await page.act({ instance: id, ...act } as Command);
    return key;
  };
}

let buyers = 0;

/** A trial is for a new buyer. */
const onTrial = (page: Shop) => {
  buyers += 1;
  return bought({ trial: true, buyer: `hw-buyer-${buyers}` })(page);
};

const oneTime = 'OFFI758576253042421761';
const payPerUse = 'OFFI758576253042421762';

const states: readonly State[] = [
  ['in use', bought({}), ['renew', 'upgrade', 'view', 'bind', 'expire', 'freeze', 'unsubscribe']],
  [
    'in use, renewed and bound',
    bought({}, { do: 'renew' }, { do: 'bind' }),
    [
      'renew',
      'upgrade',
      'view',
      'authorize',
      'organization',
      'unbind',
      'expire',
      'freeze',
      'give-back',
      'unsubscribe',
    ],
  ],
  ['on trial', onTrial, ['renew', 'view', 'bind', 'expire', 'freeze']],
  ['in grace', bought({}, { do: 'expire' }), ['renew', 'change', 'view', 'bind', 'expire', 'freeze']],
  [
    'frozen',
    bought({}, { do: 'expire', until: 'frozen' }),
    ['renew', 'change', 'view', 'bind', 'expire', 'freeze'],
  ],
  [
    'frozen for a violation',
    bought({}, { do: 'freeze' }),
    ['renew', 'view', 'bind', 'expire', 'unfreeze', 'unsubscribe'],
  ],
  ['pay-per-use', bought({ product: payPerUse }), ['view', 'freeze', 'close']],
  ['a licence code', bought({ product: oneTime }), ['view', 'license', 'freeze', 'unsubscribe']],
  [
    'a claimed licence code',
    bought({ product: oneTime }, { do: 'license', claim: true }),
    ['view', 'freeze'],
  ],
  ['released', bought({}, { do: 'unsubscribe' }), []],
];

/** Acts that a form can ask for without a choice; the others are refused for what they lack as well. */
const withoutChoice = [
  'accept',
  'renew',
  'view',
  'freeze',
  'unfreeze',
  'give-back',
  'unsubscribe',
  'close',
  'unbind',
  'expire',
];

test.each(states)('%s: the buttons shown are those that succeed', async (_, build, allowed) => {
  const page = await openShop();
  await page.connect(oneTime, { protocols: ['license-code'] });
  await page.connect(payPerUse);
  const key = await build(page);
  const shown = await page.get(`/instances/${key}`);
  expect([...actForms(shown).keys()]).toEqual(allowed);
  for (const act of offeredActs
    .map(({ name }) => name)
    .filter((name) => !allowed.includes(name) && withoutChoice.includes(name))) {
    expect.soft((await page.post(`/instances/${key}`, { act })).status, act).toBe(422);
  }
  for (const [act, fields] of actForms(shown)) {
    const done = await page.post(`/instances/${await build(page)}`, fields);
    expect.soft(done.text, act).toContain('Done: koo sandbox ');
  }
});
