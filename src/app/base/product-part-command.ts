import { apiFlags } from '../../account/cli/api-flags.ts';
import type { Effects } from '../../cli/command.ts';
import { ownContract, productArgs } from '../../product/cli/flags.ts';
import type { Changed } from '../../product/cli/set.ts';
import type { LiveState } from '../../seller/plan.ts';
import { ApiCommand } from './api-command.ts';
import { ChangingCommand } from './changing-command.ts';

/** A part of a product's configuration, for people. */
type RenderPart<Part> = (part: Part) => string;

/** A command that shows one part of a product's configuration. */
export abstract class ProductPartCommand<Part extends object> extends ApiCommand<Part> {
  static override description = ownContract;
  static override args = productArgs;
  static override flags = apiFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  protected abstract readonly part: (state: LiveState) => Part;
  protected abstract readonly renderPart: RenderPart<Part>;

  override async run(): Promise<Part> {
    const { args, flags } = await this.parse(this.constructor as typeof ProductPartCommand);
    const { stateOfProduct } = await import('../../product/cli/state.ts');
    return this.part(await stateOfProduct(args.id, flags, this.host));
  }

  protected override render(part: Part): string {
    return this.renderPart(part);
  }
}

/** A command that changes one part of a product's configuration, and shows it as it is then. */
export abstract class SetPartCommand<Part> extends ChangingCommand<Changed<Part>> {
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  protected abstract readonly renderPart: RenderPart<Part>;

  protected override renderChange({ state }: Changed<Part>): string {
    return this.renderPart(state);
  }
}
