import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Protocol } from '../protocols/model.ts';
import { judgeSuccess } from './judge.ts';
import { type Check, failed, passed, skipped, type Verdict } from './model.ts';
import type { Probe } from './probe.ts';
import { semanticsCheck } from './semantics-check.ts';

/** Ids in the `info` list of a queryInstance reply. */
function queriedIds(exchange: Exchange): unknown[] {
  const info = exchange.reply?.json?.info;
  if (!Array.isArray(info)) return [];
  return info.map((entry) => (typeof entry === 'object' && entry !== null ? entry.instanceId : undefined));
}

/** Checks that queryInstance answers about the instances it was asked for. */
export function queries(protocol: Protocol): Check[] {
  const hint: Localized = {
    en: 'Answer one info entry, with its instanceId, for each id that was asked for.',
    zh: '对请求中的每个实例 ID，在 info 中返回一条带 instanceId 的记录。',
  };
  const ask = (probe: Probe, ids: readonly string[]) =>
    probe.send('queryInstance', probe.values('queryInstance', { instanceId: ids.join(',') }));
  const judge = async (probe: Probe, ids: readonly string[]): Promise<Verdict> => {
    const exchange = await ask(probe, ids);
    const verdict = judgeSuccess(exchange);
    if (verdict.status !== 'passed') return verdict;
    const found = queriedIds(exchange);
    const absent = ids.filter((id) => !found.includes(id));
    if (absent.length === 0) return passed;
    return failed(
      { en: `an info entry for each of ${ids.length} ids`, zh: `info 中包含全部 ${ids.length} 个实例` },
      { en: `no info entry for ${absent.join(', ')}`, zh: `info 中没有 ${absent.join('、')}` },
      exchange,
    );
  };
  return [
    semanticsCheck(protocol, 'QUERY-INFO', {
      needs: ['LIFE-QUERY'],
      activity: 'queryInstance',
      title: {
        en: 'queryInstance answers about the instance it was asked for',
        zh: 'queryInstance 返回所查询的实例',
      },
      hint,
      run: (probe) => {
        const own = probe.memory.created?.instanceId;
        return own === undefined ? Promise.resolve(skipped(noSecond)) : judge(probe, [own]);
      },
    }),
    semanticsCheck(protocol, 'QUERY-LIST', {
      needs: ['SEM-QUERY-INFO'],
      // Where the life creates one instance alone, the check of simultaneous creations gives the second.
      after: ['life', 'idempotency'],
      activity: 'queryInstance',
      title: {
        en: 'queryInstance answers about several instances',
        zh: 'queryInstance 支持一次查询多个实例',
      },
      hint,
      run: (probe) => {
        const { created, another } = probe.memory;
        const two = created && another !== undefined && another !== created.instanceId;
        return two ? judge(probe, [created.instanceId, another]) : Promise.resolve(skipped(noSecond));
      },
    }),
  ];
}

const noSecond: Localized = { en: 'there is no second instance to ask for', zh: '没有第二个实例可供查询' };
