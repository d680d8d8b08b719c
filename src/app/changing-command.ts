import type { ChangeContext } from '../seller/cli/confirm-impact.ts';
import { isWorksheet, type Present, showWorksheet, type WorksheetResult } from '../seller/cli/worksheet.ts';
import { ApiCommand } from './api-command.ts';

/** A command that reads the present state of a product from the server or, with `--from`, from a document. */
export abstract class PresentCommand<T> extends ApiCommand<T> {
  /** Reads a configuration document as the present state; `bytes` is what it holds where it was read already. */
  protected readonly presentOfDocument = async (path: string, bytes?: Uint8Array): Promise<Present> => {
    const { presentOfDocument } = await import('../product/cli/document-input.ts');
    const { readFrom } = await import('../seller/cli/run.ts');
    const { readUsers } = await import('../users/read.ts');
    const { notice } = this.host;
    return presentOfDocument(path, bytes ?? (await readFrom(path, notice)), readUsers, notice);
  };
}

/** A command that changes a product, or writes the worksheet for it. */
export abstract class ChangingCommand<T extends object> extends PresentCommand<T | WorksheetResult> {
  /** What was done, for people. */
  protected abstract showDone(result: T): string;

  protected override show(result: T | WorksheetResult): string {
    return isWorksheet(result) ? showWorksheet(result, this.language) : this.showDone(result);
  }

  /** What the services need to talk to the user. */
  protected get context(): ChangeContext {
    return { language: this.language, ...this.host, presentOf: this.presentOfDocument };
  }
}
