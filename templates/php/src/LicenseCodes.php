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
        self::check($call);
        $call->store->setLicenseCodeExpiry($call->text('license'), $call->text('expireTime'));
        return ['resultCode' => '000000'];
    }

    public function updateLicenseCodeStatus(Call $call): array
    {
        self::check($call);
        $status = $call->text('status') === 'FREEZE' ? Status::Frozen : Status::Active;
        // YOUR CODE: a code that is frozen, or released below, no longer works in your software.
        $call->store->setLicenseCodeStatus($call->text('license'), $status);
        return ['resultCode' => '000000'];
    }

    /** A code of debugging stays valid: cases of the seller console are repeated in any order. */
    public function releaseLicenseCode(Call $call): array
    {
        self::status($call);
        if (!$call->isDebugging()) {
            $call->store->setLicenseCodeStatus($call->text('license'), Status::Released);
        }
        return ['resultCode' => '000000'];
    }

    private static function check(Call $call): void
    {
        if (self::status($call) === Status::Released) {
            throw new Refusal('000003', 'the licence code has been released');
        }
    }

    private static function status(Call $call): Status
    {
        return $call->store->licenseCodeStatus($call->text('license'))
            ?? throw new Refusal('000003', 'the licence code does not exist');
    }
}
// koo:end
