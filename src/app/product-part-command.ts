import { apiFlags, apiFlagsZh } from '../account/cli/api-flags.ts';
import type { ChineseTexts, Effects } from '../cli/command.ts';
import { ownContract, ownContractZh, productArgs, productArgsZh } from '../product/cli/flags.ts';
import type { LiveState } from '../seller/plan.ts';
import { ApiCommand } from './api-command.ts';

/** A command that shows one part of a product's configuration. */
export abstract class ProductPartCommand<Part extends object> extends ApiCommand<Part> {
  static override description = ownContract;
  static override args = productArgs;
  static override flags = apiFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  protected abstract part(state: LiveState): Part;

  override async run(): Promise<Part> {
    const { args, flags } = await this.parse(this.constructor as typeof ProductPartCommand);
    const { stateOfProduct } = await import('../product/cli/state.ts');
    return this.part(await stateOfProduct(args.id, flags, this.host));
  }
}

/** The Chinese texts of a {@link ProductPartCommand}. */
export function partTexts(summary: string): ChineseTexts {
  return { summary, description: ownContractZh, args: productArgsZh, flags: apiFlagsZh };
}
