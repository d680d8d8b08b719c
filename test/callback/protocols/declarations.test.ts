import { describe, expect, test } from 'vitest';
import { protocols } from '../../../src/callback/protocols/index.ts';
import { mockOrders, mockSceneOrders } from '../../../src/callback/protocols/mock-orders.ts';
import type { Field } from '../../../src/callback/protocols/model.ts';
import { sampleValues } from '../../../src/callback/protocols/samples.ts';
import { validateValues } from '../../../src/callback/protocols/validate.ts';
import type { Localized } from '../../../src/text/localized.ts';
import { all, context, sales } from './support.ts';

const han = /\p{Script=Han}/u;

function deep(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...deep(field.fields ?? [])]);
}

function expectBothLanguages(text: Localized) {
  expect(text.en).toMatch(/[a-z]/i);
  expect(text.en).not.toMatch(han);
  expect(text.zh).toMatch(han);
}

function expectHuaweiPage(url: string) {
  expect(url).toMatch(/^https:\/\/(support|www)\.huaweicloud\.com\/[\w/-]+(\.html)?$/);
}

describe('protocols', () => {
  test('are the seven protocols, each with its own ID and check prefix', () => {
    expect(protocols.map(({ id, code, keyClass, method }) => [id, code, keyClass, method])).toEqual([
      ['v1', 'V1', 'base', 'GET'],
      ['v1-kit', 'V1K', 'kit', 'POST'],
      ['v2', 'V2', 'base', 'POST'],
      ['v2-kit', 'V2K', 'kit', 'POST'],
      ['license-code', 'LC', 'license', 'POST'],
      ['online-license', 'OL', 'base', 'POST'],
      ['order-notify', 'ON', 'notify', 'POST'],
    ]);
  });

  test.each(protocols.map((protocol) => [protocol.id, protocol] as const))(
    '%s is declared whole',
    (_, it) => {
      expectBothLanguages(it.title);
      expectHuaweiPage(it.source);
      expect(it.replySigned).toBe(it.id.startsWith('v1'));
      const names = it.envelope.map((field) => field.name);
      for (const part of Object.values(it.proof)) expect(names).toContain(part.name);
      for (const field of it.envelope) expectBothLanguages(field.note);
      const activities = it.activities.map((activity) => activity.name);
      expect(new Set(activities).size).toBe(activities.length);
      for (const activity of it.activities) expect(activity.protocol).toBe(it.id);
    },
  );
});

describe.each(all)('$name', ({ protocol, activity }) => {
  test('says everything in both languages, and where it is from', () => {
    for (const text of [activity.title, activity.retry, activity.idempotency]) expectBothLanguages(text);
    expectHuaweiPage(activity.source);
    for (const field of deep([...activity.request, ...activity.reply])) {
      expectBothLanguages(field.note);
      if (field.source) expectHuaweiPage(field.source);
    }
  });

  test('has consistent field declarations', () => {
    for (const fields of [activity.request, activity.reply]) {
      const names = fields.map((field) => field.name);
      expect(new Set(names).size).toBe(names.length);
    }
    const around = protocol.envelope.map((field) => field.name);
    for (const field of activity.request) expect(around).not.toContain(field.name);
    for (const field of deep([...activity.request, ...activity.reply])) {
      if (field.maxLength !== undefined) expect(field.maxLength).toBeGreaterThan(0);
      if (field.variant) expect(field.sample).toBeDefined();
      if (field.variant) expect(field.required).toBe(false);
      if (field.mayBeAbsent) expect(field.required).toBe(true);
      if (field.alwaysWith) expect(field.required).toBe(false);
      if (field.minimum !== undefined || field.decimals !== undefined)
        expect(['integer', 'decimal']).toContain(field.type);
      if (field.text) expect(field.type).toBe('string');
      if (field.type === 'object') expect(field.fields).toBeDefined();
    }
    for (const field of activity.request) {
      if (field.required || field.unpublished) expect(field.sample).toBeDefined();
      if (field.together === undefined) continue;
      const partner = activity.request.find(({ name }) => name === field.together);
      expect(partner?.together).toBe(field.name);
    }
  });

  test('has a fixed sub-path only for the kit interfaces', () => {
    const base = { 'v1-kit': '/produceAPI/', 'v2-kit': '/produceAPI/v2/' }[String(activity.protocol)];
    expect(activity.path).toBe(base && base + activity.name);
  });

  test('returns only published codes', () => {
    expect(activity.resultCodes).toEqual(expect.arrayContaining(['000001', '000002', '000005']));
    for (const code of activity.resultCodes) expect(code).toMatch(/^000(00[1-5]|10[0-7]|90[0-3])$/);
  });

  test.each(sales)('has samples that match the declarations (%s)', (sale) => {
    const variants = activity.request.filter((field) => field.variant).map((field) => field.name);
    const sample = sampleValues(activity, context(sale));
    expect(validateValues(activity.request, sample)).toEqual([]);
    expect(validateValues(activity.request, sampleValues(activity, context(sale), variants))).toEqual([]);
    for (const name of variants) expect(sample).not.toHaveProperty(name);
    expect(Object.values(sample)).not.toContain(null);
  });

  test('is always marked as debugging', () => {
    expect(String(sampleValues(activity, context()).testFlag)).toBe('1');
  });

  // V1 orders cannot be looked up.
  if (activity.protocol.startsWith('v1')) return;
  test('contains only orders that the order query returns', () => {
    const variants = activity.request.map((field) => field.name);
    for (const sale of sales) {
      const { orderId, orderLineId } = sampleValues(activity, context(sale), variants);
      if (orderId === undefined) continue;
      expect(mockOrders.map((order) => order.id)).toContain(orderId);
      if (orderLineId !== undefined) expect(orderLineId).toBe(`${orderId}-000001`);
    }
  });
});

describe('samples', () => {
  const findActivities = (name: string) =>
    protocols.flatMap(({ activities }) => activities.filter((activity) => activity.name === name));

  test('V1 newInstance sends what the console sends, including chargingMode', () => {
    const [v1] = findActivities('newInstance');
    const names = Object.keys(sampleValues(v1!, context('period')));
    expect(names.sort()).toEqual(
      [
        ...['businessId', 'chargingMode', 'customerId', 'customerName', 'email', 'expireTime', 'mobilePhone'],
        ...['orderAmount', 'orderId', 'periodNumber', 'periodType', 'productId', 'provisionType'],
        ...['testFlag', 'userId', 'userName'],
      ].sort(),
    );
  });

  test('follow the sale mode', () => {
    const [v1, v2] = findActivities('newInstance');
    const seen = sales.map((sale) => {
      const { chargingMode, expireTime, periodType } = sampleValues(v1!, context(sale));
      return [chargingMode, expireTime, periodType, sampleValues(v2!, context(sale)).orderId];
    });
    expect(seen).toEqual([
      // A year from 2025-11-25T01:02:03Z, as a clock in Beijing shows it.
      ['1', '20261125090203', 'year', 'MOCKPERIODYEARNEW'],
      ['0', undefined, undefined, 'MOCKONDEMAND'],
      ['3', undefined, undefined, 'MOCKONETIMENEW'],
    ]);
  });

  test('differ from request to request where required', () => {
    const [v1] = findActivities('newInstance');
    const same = context();
    const [first, second] = [sampleValues(v1!, same), sampleValues(v1!, same)];
    expect(first.businessId).toMatch(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/);
    expect(first.businessId).not.toBe(second.businessId);
    expect(first.orderId).not.toBe(second.orderId);
  });

  test('include variants on request', () => {
    const [v1] = findActivities('newInstance');
    const values = sampleValues(v1!, context(), ['trialFlag', 'saasExtendParams']);
    expect(values.trialFlag).toBe('1');
    expect(JSON.parse(Buffer.from(String(values.saasExtendParams), 'base64').toString('utf8'))).toEqual([
      { name: 'companyName', value: '云商店测试企业' },
      { name: 'emailDomainName', value: 'example.com' },
    ]);
    expect(values).not.toHaveProperty('skuCode');
  });

  test('every scene of refreshInstance has a mock order', () => {
    const [, v2] = findActivities('refreshInstance');
    const scene = v2!.request.find((field) => field.name === 'scene');
    expect(scene?.values).toEqual(Object.keys(mockSceneOrders));
    expect(mockOrders).toHaveLength(9);
  });
});
