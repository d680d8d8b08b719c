import type { FlagInput } from '@oclif/core/interfaces';
import type { ApiHost } from '../../account/cli/session.ts';
import type { Consumption } from '../../calls/cli/billing/partner.ts';
import { ApiCommand, type Effects } from './api-command.ts';

interface PartnerQuery<Options> {
  run(options: Options, host: ApiHost): Promise<Consumption>;
  render(result: Consumption): string | undefined;
}

const loadModule = () => import('../../calls/cli/billing/partner.ts');

/** Makes the command of a query about the consumption of resold customers. */
export function partnerCommand<Options>(
  flags: FlagInput,
  choose: (module: Awaited<ReturnType<typeof loadModule>>) => PartnerQuery<Options>,
) {
  return class extends ApiCommand<Consumption> {
    static override flags = flags;
    static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

    override async run(): Promise<Consumption> {
      const parsed = await this.parse(this.ctor);
      return choose(await loadModule()).run(parsed.flags as Options, this.host);
    }

    protected override readonly render = async (result: Consumption) =>
      choose(await loadModule()).render(result);

    protected override readonly records = ({ rows }: Consumption) => rows;
  };
}
