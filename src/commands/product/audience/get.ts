import { ProductPartCommand } from '../../../app/base/product-part-command.ts';
import { renderAudience } from '../../../product/cli/view.ts';
import { type AudienceRow, audienceRows } from '../../../product/rows.ts';

export default class AudienceGet extends ProductPartCommand<AudienceRow[]> {
  static override summary = 'Show who may buy a product and each of its specifications.';
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421764 --site sandbox'];

  protected override readonly part = audienceRows;
  protected override readonly renderPart = renderAudience;
}
