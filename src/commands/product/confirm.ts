import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { sessionFlags, sessionFlagsZh } from '../../account/cli/session-flags.ts';
import { type ChineseTexts, type Effects, KooCommand } from '../../cli/command.ts';
import { integer } from '../../cli/flags/value.ts';
import type { SettledSheet } from '../../product/cli/confirm.ts';

export default class ProductConfirm extends KooCommand<SettledSheet> {
  static override summary = 'Record a worksheet as carried out in the console.';
  static override description =
    'Where Huawei publishes no API, --worksheet writes a change as steps for the seller console, and koo keeps it as ' +
    'pending. Once somebody has carried it out, this makes it the recorded state, with its date: --recorded reads it, ' +
    'and the next difference starts from it. Calls nobody. Asks first on a terminal; without one, --yes is needed.';
  static override examples = [
    '<%= config.bin %> product credit set OFFI758576253042421760 --credit-line all --site cn --worksheet credit.md',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site cn',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --sheet 2 --discard --yes --site cn',
  ];
  static override args = {
    id: Args.string({
      required: true,
      description: 'Product id; attributes for a worksheet of koo product attribute.',
    }),
  };
  static override flags = {
    sheet: integer({
      helpValue: 'N',
      min: 1,
      summary: 'Number of the worksheet; needed when several are pending.',
    }),
    discard: Flags.boolean({ summary: 'Forget the worksheet: it was not carried out, and will not be.' }),
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }),
    ...sessionFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };
  static readonly zh: ChineseTexts = {
    summary: '记录操作清单已在控制台完成。',
    description:
      '在华为云未公开 API 的站点，--worksheet 把更改写成卖家中心的操作步骤，koo 将其保留为待确认。有人完成后，本命令将其记为已知状态并注明日期：--recorded 读取该状态，下次比较也以此为基础。不发起任何请求。在终端上会先询问；没有终端时必须使用 --yes。',
    args: { id: '商品 ID；koo product attribute 生成的清单填写 attributes。' },
    flags: {
      sheet: '操作清单的编号；有多份待确认时必须指定。',
      discard: '放弃该清单：未执行且不再执行。',
      yes: '不再询问。',
      ...sessionFlagsZh,
    },
  };

  override async run(): Promise<SettledSheet> {
    const { args, flags } = await this.parse(ProductConfirm);
    const { settleSheet } = await import('../../product/cli/confirm.ts');
    return settleSheet(args.id, flags, this.language, (text) => this.notice(text));
  }

  protected override show({ product, sheet, result, recordedAt, pending }: SettledSheet): string {
    const rest = pending.join(', ');
    const done = this.text(
      result === 'discarded'
        ? { en: `Forgotten: worksheet ${sheet} of ${product}`, zh: `已放弃：${product} 的操作清单 ${sheet}` }
        : {
            en: `Recorded: worksheet ${sheet} of ${product}, ${recordedAt ?? ''}`,
            zh: `已记录：${product} 的操作清单 ${sheet}，${recordedAt ?? ''}`,
          },
    );
    return rest
      ? `${done}\n${this.text({ en: `Pending: ${rest}`, zh: `待确认：${pending.join('、')}` })}`
      : done;
  }
}
