import * as Args from '@oclif/core/args';
import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import { assetFlags } from '../../calls/cli/flags.ts';
import { type Asset, assetDetails } from '../../openapi/assets.ts';

export default class AssetGet extends ApiCommand<readonly Asset[]> {
  static override summary = 'Get the download URL of a software package, or the image, of an asset.';
  static override description =
    "The ID is shown in the asset center of the seller console. Huawei documents this query as a data source of Terraform, which a buyer's deployment uses; who else may call it, how long a URL is valid and the algorithm of the checksum are not documented. Nothing found is an empty list and exit 0.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> 0123456789abcdef0123456789abcdef --version V1.0',
    "<%= config.bin %> <%= command.id %> 0123456789abcdef0123456789abcdef --query '[].internal_path' -o tsv",
    '<%= config.bin %> <%= command.id %> 0123456789abcdef0123456789abcdef --type image --region cn-east-3 --json',
  ];
  static override args = {
    asset_id: Args.string({ required: true, description: 'Asset ID: 32 hex digits in all samples.' }),
  };
  static override flags = assetFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  protected override readonly optionalFields = assetDetails;
  protected override readonly columns = [
    'asset_id',
    'deployed_type',
    'version',
    'version_id',
    'region',
    ...assetDetails,
  ];

  override async run(): Promise<readonly Asset[]> {
    const { args, flags } = await this.parse(AssetGet);
    const { runAssetGet } = await import('../../calls/cli/asset.ts');
    return runAssetGet(args.asset_id, flags, this.host);
  }

  protected override readonly render = async (assets: readonly Asset[]) =>
    (await import('../../calls/cli/asset.ts')).renderAssets(assets);
}
