// koo:if license-code
<?php

declare(strict_types=1);

namespace KooGallery;

/**
 * Licence codes 2.0, which KooGallery issues and sells. A method is an activity.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html
 */
final class LicenseCodes
{
    public function refreshLicenseCode(Call $call): array
    {
        return self::update($call, ['expire_time' => $call->text('expireTime')]);
    }

    public function updateLicenseCodeStatus(Call $call): array
    {
        // YOUR CODE: a code that is frozen, or released below, no longer works in your software.
        return self::update($call, ['status' => $call->text('status') === 'FREEZE' ? 'frozen' : 'active']);
    }

    /** A code of debugging stays valid: cases of the seller console are repeated in any order. */
    public function releaseLicenseCode(Call $call): array
    {
        self::find($call);
        if (!$call->isDebugging()) {
            $call->store->updateLicenseCode($call->text('license'), ['status' => 'released']);
        }
        return ['resultCode' => '000000'];
    }

    /** @param array<string, string> $changes */
    private static function update(Call $call, array $changes): array
    {
        if (self::find($call) === 'released') {
            throw new Refusal('000003', 'the licence code has been released');
        }
        $call->store->updateLicenseCode($call->text('license'), $changes);
        return ['resultCode' => '000000'];
    }

    private static function find(Call $call): string
    {
        return $call->store->licenseCodeStatus($call->text('license'))
            ?? throw new Refusal('000003', 'the licence code does not exist');
    }
}
// koo:end
