import { oneOf } from '../../cli/flags/choice.ts';
import { commaList } from '../../text/comma-list.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/model.ts';

const ids = protocols.map(({ id }) => id);

/**
 * The protocols of a comma-separated list such as `v2,v2-kit`; all of them for undefined.
 *
 * @throws KooError (usage, `UNKNOWN_PROTOCOL`)
 */
export function protocolList(list: string | undefined): readonly Protocol[] {
  if (list === undefined) return protocols;
  const chosen = commaList(list).map((id) =>
    oneOf(id, ids, { en: 'protocol', zh: '协议' }, 'UNKNOWN_PROTOCOL'),
  );
  return protocols.filter(({ id }) => chosen.includes(id));
}
