import { actCommand } from '../../app/base/market-command.ts';
import { clock } from '../../sandbox/acts/clock.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { dueText } from '../../sandbox/cli/market/entry-view.ts';
import { beijingTime } from '../../text/beijing-time.ts';
import { t } from '../../text/translate.ts';

export default class SandboxClock extends actCommand(clock) {
  protected override readonly render = ({ clock, now, due }: ActDocument): string => {
    const time = beijingTime(now);
    const shown =
      clock === 'virtual'
        ? t('The clock shows {time} in Beijing (virtual).', { time })
        : t('The clock shows {time} in Beijing.', { time });
    return [shown, dueText(due) ?? t('Nothing is due.')].join('\n');
  };
}
