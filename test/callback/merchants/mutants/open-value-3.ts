import type { Mutant } from '../model.ts';
import { listOf } from '../steps.ts';
import { before, crash, fails, value } from './hooks.ts';

export const value3Mutants: readonly Mutant[] = [
  value(
    'v2-kit',
    'tenant-name-with-ampersand',
    'An ampersand in the name of a tenant breaks the XML of the directory',
    (m) => fails(m, 'tenantSync.name', (given) => !/[&<]/.test(given)),
  ),
  value(
    'v2-kit',
    'extra-user-member-fails',
    'A member of a user that is not in the table fails the mapping',
    (m) =>
      before(
        m,
        'authSync',
        ({ values }) =>
          listOf(values.userList).some((user) => Object.keys(user).some((name) => !m.params.user?.[name])) &&
          crash(),
      ),
  ),
  value(
    'v2-kit',
    'kit-slash-escaped',
    'The body is written again with escaped slashes before it is verified',
    (m) => {
      const { payload } = m.steps;
      m.steps.payload = (body) => payload(body).replaceAll('/', '\\/');
    },
  ),
];
