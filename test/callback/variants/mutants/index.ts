import type { MistakeGroup } from '../mistakes/index.ts';
import type { Mistake } from '../model.ts';
import { kitMutants } from './kit.ts';
import { stateMutants } from './state.ts';
import { valueMutants } from './values.ts';

/** Mistakes of state and of value, which show only in some lives. */
export const mutantGroups: readonly MistakeGroup[] = [
  { title: { en: 'State of instances', zh: '实例状态' }, mistakes: stateMutants },
  { title: { en: 'State of organisations (kit)', zh: '组织状态（联营 Kit）' }, mistakes: kitMutants },
  { title: { en: 'Documented values', zh: '文档允许的取值' }, mistakes: valueMutants },
];

export const mutants: readonly Mistake[] = mutantGroups.flatMap((group) => group.mistakes);
