import type { ChangeContext } from '../seller/cli/confirm-impact.ts';
import { isWorksheet, showWorksheet, type WorksheetResult } from '../seller/cli/worksheet-result.ts';
import { ApiCommand } from './api-command.ts';

/** A command that changes a product, or writes the worksheet for it. */
export abstract class ChangingCommand<T extends object> extends ApiCommand<T | WorksheetResult> {
  /** What was done, for people. */
  protected abstract showDone(result: T): string;

  protected override show(result: T | WorksheetResult): string {
    return isWorksheet(result) ? showWorksheet(result, this.language) : this.showDone(result);
  }

  /** What the services need to talk to the user. */
  protected get context(): ChangeContext {
    return { language: this.language, ...this.host };
  }
}
