import { KooError } from '../../errors/koo-error.ts';
import { type Fault, parseFault } from '../fault.ts';

/**
 * The value of `--fault`.
 *
 * @throws KooError (usage, `INVALID_FAULT`)
 */
export function faultOf(text: string): Fault {
  const fault = parseFault(text);
  if (!('unreadable' in fault)) return fault;
  throw new KooError({
    category: 'usage',
    code: 'INVALID_FAULT',
    message: {
      en: `--fault: cannot read "${fault.unreadable}"`,
      zh: `--fault：无法解析“${fault.unreadable}”`,
    },
    hint: {
      en: 'Write 20% for a mix, or reset=0.1,429=0.05,406=0.05,500=0.05,half=0.05,latency=50ms,seed=7, or a documented error code: MKT.9004=0.1; the rates add up to 1 at most.',
      zh: '写作 20%（混合），或 reset=0.1,429=0.05,406=0.05,500=0.05,half=0.05,latency=50ms,seed=7，也可用文档中的结果码：MKT.9004=0.1；各比率之和不超过 1。',
    },
  });
}
