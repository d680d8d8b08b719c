import type { Page } from '../../console/model.ts';
import { Facts, Section } from '../../console/parts.tsx';
import { both, t } from '../../text/translate.ts';
import type { SandboxState } from './state.ts';

/** What is there, and what needs attention. */
export function overviewPage({ database }: SandboxState): Page {
  return {
    path: '/',
    nav: both('Overview'),
    show() {
      const count = database.prepare('SELECT count(*) AS count FROM market_instances').get()?.count;
      return {
        title: t('Overview'),
        body: (
          <Section title={t('Instances')}>
            <Facts items={[[t('Number'), Number(count)]]} />
          </Section>
        ),
      };
    },
  };
}
