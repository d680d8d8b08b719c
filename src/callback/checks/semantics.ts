import { compactJson } from '../../signing/canonical-json.ts';
import { failed, passed, skipped } from '../../suite/check.ts';
import { type JsonValue, objectOf } from '../../text/json.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Check, Probe, Verdict } from '../probe/model.ts';
import { asOtherAccount, instanceIdIn } from '../probe/new-instance.ts';
import { newOrderId } from '../probe/steps.ts';
import { instanceValues } from '../probe/test-call.ts';
import { judgeSuccess } from '../probe/verdicts.ts';
import type { Protocol, Sale } from '../protocols/model.ts';
import {
  acceptedValues,
  type CallCase,
  expectAccepted,
  expectRejected,
  missingParameterChecks,
  semanticsCheck,
  unknownActivityCheck,
  unknownFlagCheck,
  unknownInstanceChecks,
  unknownValueChecks,
} from './invalid-calls.ts';

/** Checks that invalid requests are rejected, and that the instance keeps its ID. */
export function semanticsChecks(protocol: Protocol, sale: Sale): Check[] {
  const kit = protocol.keyClass === 'kit';
  const has = (name: string) => protocol.activities.some((activity) => activity.name === name);
  return [
    ...missingParameterChecks(protocol),
    ...(kit || protocol.id === 'order-notify' ? [] : unknownInstanceChecks(protocol, sale)),
    ...(kit ? [unknownFlagCheck(protocol)] : [unknownActivityCheck(protocol)]),
    ...unknownValueChecks(protocol),
    ...(has('queryInstance') ? queryChecks(protocol) : []),
    ...(has('applicationSync') ? [undecryptableSecretCheck(protocol)] : []),
    ...(protocol.id === 'v2-kit' ? [listFormsCheck(protocol)] : []),
    ...(has('upgrade') || has('upgradeInstance') ? [upgradeCheck(protocol)] : []),
    ...(protocol.id === 'v1' ? [pastExpiryCheck(protocol)] : []),
  ];
}

function undecryptableSecretCheck(protocol: Protocol): Check {
  return semanticsCheck(protocol, 'BAD-SECRET', {
    needs: ['APP-ADD'],
    activity: 'applicationSync',
    title: both('A clientSecret that cannot be decrypted is rejected'),
    hint: both(
      'Decrypt clientSecret on arrival and return an error code when that fails. Otherwise every later login fails.',
    ),
    run: (probe) => {
      const clientSecret = Buffer.alloc(384, 7).toString('base64');
      const call = {
        activity: 'applicationSync',
        values: { flag: 1, appId: probe.id(), clientSecret },
        expected: both('a rejection (000002, 000005 or 000101)'),
      };
      return expectRejected([call], probe, 'SEM-BAD-SECRET', '000101');
    },
  });
}

/** Huawei's tables show lists and its examples JSON text. It is unknown which one KooGallery sends. */
function listFormsCheck(protocol: Protocol): Check {
  const lists = [
    ['authSync', 'userList'],
    ['allOrgSync', 'orgInfoList'],
  ] as const;
  return semanticsCheck(protocol, 'LIST-FORMS', {
    needs: ['AUTH-ADD', 'ORG-ALL'],
    severity: 'warning',
    title: both('userList and orgInfoList are accepted as lists and as JSON text'),
    hint: both("Accept both a list and JSON text. Huawei's tables show a list, its examples JSON text."),
    run: (probe) => {
      const repeatable = lists.filter(([activity]) => !probe.memory.unrepeatable.has(activity));
      const trials = repeatable.flatMap(([activity, name]): CallCase[] => {
        const value = acceptedValues(probe, activity)[name] ?? [];
        const list: JsonValue = typeof value === 'string' ? JSON.parse(value) : value;
        const text = compactJson(list);
        return [
          { activity, values: { [name]: list }, expected: both('{name} as a list is accepted', { name }) },
          { activity, values: { [name]: text }, expected: both('{name} as JSON text is accepted', { name }) },
        ];
      });
      return expectAccepted(trials, probe);
    },
  });
}

function upgradeCheck(protocol: Protocol): Check {
  const v1 = protocol.id === 'v1';
  const name = v1 ? 'refreshInstance' : 'queryInstance';
  return semanticsCheck(protocol, 'UPGRADE-ID', {
    needs: ['LIFE-UPGRADE', v1 ? 'LIFE-RENEW' : 'LIFE-QUERY'],
    title: both('An upgrade keeps the instance ID'),
    hint: both('Change the existing instance. All later calls use the ID that it had before.'),
    run: async (probe) => {
      const upgraded = probe.memory.steps.get(`${protocol.code}-LIFE-UPGRADE`);
      const id = probe.memory.created?.instanceId;
      const returnedId = upgraded && instanceIdIn(upgraded);
      if (returnedId !== undefined && returnedId !== id) {
        const expected = both('no instanceId, or {id}', { id: id ?? '' });
        return failed(expected, verbatim(`instanceId ${returnedId}`), upgraded);
      }
      return judgeSuccess(await probe.send(name, acceptedValues(probe, name)));
    },
  });
}

function pastExpiryCheck(protocol: Protocol): Check {
  return semanticsCheck(protocol, 'PAST-EXPIRY', {
    needs: ['LIFE-NEW'],
    activity: 'newInstance',
    title: both('A test case saved last year still creates an instance'),
    hint: both(
      'Accept an expireTime in the past when testFlag is 1. Saved test cases are replayed unchanged twice a day, for years.',
    ),
    run: async (probe) => {
      const values = instanceValues(probe, 'newInstance', {
        orderId: newOrderId(probe.id(12)),
        expireTime: `${probe.now().getUTCFullYear() - 1}0131093000`,
      });
      return judgeSuccess(await asOtherAccount(probe, await probe.send('newInstance', values)));
    },
  });
}

/** Ids in the `info` list of a queryInstance reply. */
function queriedIds({ reply }: Exchange): readonly (JsonValue | undefined)[] {
  const info = reply?.json?.info;
  return Array.isArray(info) ? info.map((entry: JsonValue) => objectOf(entry).instanceId) : [];
}

function queryChecks(protocol: Protocol): Check[] {
  const hint: Localized = both('Return one info entry with its instanceId for each requested ID.');
  const judge = async (probe: Probe, ids: readonly string[]): Promise<Verdict> => {
    const values = probe.values('queryInstance', { instanceId: ids.join(',') });
    const exchange = await probe.send('queryInstance', values);
    const verdict = judgeSuccess(exchange);
    if (verdict.status !== 'passed') return verdict;
    const found = queriedIds(exchange);
    const absent = ids.filter((id) => !found.includes(id));
    if (absent.length === 0) return passed;
    const expected = both('an info entry for each requested ID');
    return failed(expected, both('no info entry for {absent}', { absent }), exchange);
  };
  return [
    semanticsCheck(protocol, 'QUERY-INFO', {
      needs: ['LIFE-QUERY'],
      activity: 'queryInstance',
      title: both('queryInstance returns the requested instance'),
      hint,
      run: async (probe) => {
        const own = probe.memory.created?.instanceId;
        return own === undefined ? skipped(noSecondInstance) : judge(probe, [own]);
      },
    }),
    semanticsCheck(protocol, 'QUERY-LIST', {
      needs: ['SEM-QUERY-INFO'],
      // If the lifecycle creates only one instance, the check of concurrent creations creates the second.
      after: ['life', 'idempotency'],
      activity: 'queryInstance',
      title: both('queryInstance returns several requested instances'),
      hint,
      run: async (probe) => {
        const { created, another } = probe.memory;
        const areTwo = created && another !== undefined && another !== created.instanceId;
        return areTwo ? judge(probe, [created.instanceId, another]) : skipped(noSecondInstance);
      },
    }),
  ];
}

const noSecondInstance: Localized = both('there are no two instances to query');
