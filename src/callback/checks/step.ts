import type { Localized } from '../../text/localized.ts';
import type { Values } from '../protocols/model.ts';
import type { Group } from '../suite/report.ts';
import type { Overrides, Probe } from './probe.ts';

/** One call in the life of an instance. */
export interface Step {
  /** Second half of the check's id: `LIFE-RENEW`. */
  readonly id: string;
  readonly activity: string;
  readonly title: Localized;
  /** What differs from the sample values. */
  readonly values?: (probe: Probe) => Overrides;
  /** The same values in the other form that Huawei's pages show; one of the two has to be accepted. */
  readonly otherForm?: (values: Values) => Values;
  /** Creates the instance that the other steps work on. */
  readonly creates?: true;
  /** Creates one more instance, which no other step uses. */
  readonly createsAnother?: true;
  readonly group?: Extract<Group, 'life' | 'end'>;
  /** The same call once more must succeed as well. */
  readonly again?: true;
  /** The step without which this one makes no sense. */
  readonly needs?: string;
  /** `warning` where Huawei's pages do not say that every merchant must know the call. */
  readonly severity?: 'warning';
  /** Names what the user has to give before koo can make this call. */
  readonly lacks?: (probe: Probe) => Localized | undefined;
}
