import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/seller/change.ts';
import { readChanges } from '../../../src/seller/recorded/changes.ts';
import { overtaken } from '../../../src/seller/recorded/overlap.ts';
import { isRecordedSetting, knownConfiguration, settingOf } from '../../../src/seller/recorded/recorded.ts';

const product = 'OFFI1';
const user = (name: string, id: string) => ({ account_name: name, account_id: id });
const add = (...add: ReturnType<typeof user>[]): Change => ({
  kind: 'users',
  list: 'audience',
  add,
  remove: [],
});
const remove = (...remove: ReturnType<typeof user>[]): Change => ({
  kind: 'users',
  list: 'audience',
  add: [],
  remove,
});
const line = (after: 'off' | 'all' | 'specified'): Change => ({
  kind: 'credit',
  setting: 'credit_line',
  after,
});
const limit = (after?: number): Change => ({
  kind: 'limit',
  sku: 's',
  ...(after && { after: { max_quantity: after } }),
});
const audience = (type: 'all' | 'specified', sku?: string): Change => ({
  kind: 'audience',
  ...(sku !== undefined && { sku }),
  after: { type },
});

describe('what changes leave behind', () => {
  const changes: Change[] = [
    audience('all'),
    audience('specified', 's'),
    { kind: 'audience', sku: 't' },
    line('off'),
    limit(5),
    { kind: 'limit' },
    { kind: 'trial', sku: 's', after: { days: 15, open_to: 'all' } },
    { kind: 'stock', delta: 5, note: 'n' },
    add(user('a', '1')),
  ];
  const settings = changes.flatMap((change) => settingOf(change) ?? []);

  it('is all of it, and what is known not to be set is null', () => {
    expect(knownConfiguration(product, settings, [])).toEqual({
      product_id: product,
      audience: { type: 'all', skus: { s: { type: 'specified' }, t: null } },
      credit: { credit_line: 'off' },
      stock: {},
      purchase_limits: { s: { max_quantity: 5 }, '*': null },
      trial: { s: { days: 15, open_to: 'all' } },
      attributes: [],
      user_counts: [],
    });
  });

  it('leaves out what nothing was said of', () => {
    const known = knownConfiguration(product, [{ place: 'credit:cash_coupon', value: 'on' }], []);
    expect(known.audience).toBeUndefined();
    expect(known.credit).toEqual({ cash_coupon: 'on' });
  });

  it('is a setting of its place, and nothing else is', () => {
    expect(settings.every(isRecordedSetting)).toBe(true);
    expect(isRecordedSetting({ place: 'audience:*', value: { type: 'nobody' } })).toBe(false);
    expect(isRecordedSetting({ place: 'credit:credit_line', value: {} })).toBe(false);
    expect(isRecordedSetting({ place: 'moon:*', value: null })).toBe(false);
    expect(isRecordedSetting({ place: 'constructor', value: null })).toBe(false);
  });

  it('are read back as they were written', () => {
    expect(readChanges(JSON.stringify(changes))).toEqual(changes);
    expect(readChanges('[{"kind":"credit"}]')).toBeUndefined();
    expect(readChanges('{')).toBeUndefined();
  });
});

describe('a worksheet is overtaken', () => {
  const placesOf = (sheet: Change[], confirmed: Change[], of = product) => [
    ...overtaken({ product, changes: sheet }, [{ product: of, changes: confirmed }]),
  ];

  it.each<[string, Change[], Change[], string[]]>([
    ['by another value at its place', [line('all')], [line('off')], ['credit:credit_line']],
    ['by a limit that was taken away', [limit(3)], [limit()], ['limit:s']],
    ['by an audience that decides over it', [audience('all', 's')], [audience('specified')], ['audience:s']],
    ['by a removal of whom it adds', [add(user('a', '1'))], [remove(user('a', '1'))], ['users:audience:*']],
    ['by another name of whom it adds', [add(user('a', '1'))], [add(user('b', '1'))], ['users:audience:*']],
    [
      'by an addition of whom it removes',
      [remove(user('a', '1'))],
      [add(user('a', '1'))],
      ['users:audience:*'],
    ],
  ])('%s', (_, sheet, confirmed, places) => expect(placesOf(sheet, confirmed)).toEqual(places));

  it.each<[string, Change[], Change[]]>([
    ['the same value', [line('all')], [line('all')]],
    ['another place', [line('all')], [limit(3)]],
    ['other users', [add(user('a', '1'))], [add(user('b', '2')), remove(user('c', '3'))]],
    [
      'the same users',
      [add(user('a', '1')), remove(user('b', '2'))],
      [add(user('a', '1')), remove(user('b', '2'))],
    ],
    [
      'stock, which adds up',
      [{ kind: 'stock', delta: 5, note: '' }],
      [{ kind: 'stock', delta: 7, note: '' }],
    ],
    ['another specification', [audience('all', 's')], [audience('specified', 't')]],
  ])('but not by %s', (_, sheet, confirmed) => expect(placesOf(sheet, confirmed)).toEqual([]));

  it('and not by another product, except in the attributes of the seller', () => {
    const attribute = (max: number): Change => ({
      kind: 'attribute',
      code: 'seats',
      after: { code: 'seats', type: 'quantity', name: { en: 'S', zh: 'S' }, min: 1, max, step: 1 },
    });
    expect(placesOf([line('all')], [line('off')], 'OFFI2')).toEqual([]);
    expect(placesOf([attribute(1)], [attribute(2)], 'attributes')).toEqual(['attribute:seats']);
  });
});
