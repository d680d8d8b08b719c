import * as Flags from '@oclif/core/flags';
import { apiFlags, apiFlagsZh } from '../../account/cli/api-flags.ts';
import { PresentCommand } from '../../app/changing-command.ts';
import type { ChineseTexts, Effects } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import * as shared from '../../product/cli/flags.ts';
import type { Validation } from '../../product/cli/validate.ts';
import type { DocumentFault } from '../../product/document/faults.ts';
import { fromFlags, fromFlagsZh } from '../../seller/cli/worksheet.ts';

export default class ProductValidate extends PresentCommand<Validation> {
  static override summary = 'Check a configuration document.';
  static override description =
    'Tells every fault at once, with line, column, the rule and the page that states it: the form of the document, its ' +
    'files of users, and all rules of the seller configuration. Rules that need the product itself are applied where it ' +
    'can be read. Exit 7 when there is an error, 2 when the text is no document; warnings do not fail. ' +
    `The form: schema/product.schema.json and docs/product-document.md of the package. ${shared.ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> -f product.yaml --offline',
    '<%= config.bin %> product get OFFI758576253042421760 -o yaml --site sandbox | <%= config.bin %> <%= command.id %> -f - --site sandbox',
    "<%= config.bin %> <%= command.id %> -f product.yaml --json --query 'faults[].[line, rule]'",
  ];
  static override flags = {
    ...shared.documentFlags,
    offline: Flags.boolean({ summary: 'Read nothing but the document; no site is asked.' }),
    ...fromFlags,
    ...apiFlags,
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '检查配置文件。',
    description:
      '一次列出所有问题，并给出行、列、规则及其出处：文件格式、所引用的用户名单文件，以及商品配置的全部规则。' +
      '能够读取商品时，还会检查需要商品信息的规则。有错误时退出码为 7，内容无法读取时为 2；警告不影响退出码。' +
      `格式见软件包中的 schema/product.schema.json 和 docs/product-document.zh-CN.md。${shared.ownContractZh}`,
    flags: {
      ...shared.documentFlagsZh,
      offline: '只读取配置文件，不访问任何站点。',
      ...fromFlagsZh,
      ...apiFlagsZh,
    },
  };

  #text = () => '';

  override async run(): Promise<Validation> {
    const { flags } = await this.parse(ProductValidate);
    const { showValidation, validateDocument } = await import('../../product/cli/validate.ts');
    const { validation, line } = await validateDocument(flags, this.documentHost);
    this.#text = () => showValidation(validation, line, this.language);
    return validation;
  }

  protected override show(): string {
    return this.#text();
  }

  protected override records({ faults }: Validation): readonly DocumentFault[] {
    return faults;
  }

  protected override readonly optionalFields = ['file'];

  protected override exitCode({ valid }: Validation): ExitCode {
    return valid ? ExitCode.success : ExitCode.check;
  }
}
