// koo:if v2 online-license
<?php

declare(strict_types=1);

namespace KooGallery;

/**
 * The base interfaces of SaaS V2.0 and online licences. A method is an activity. Calls only identify the order: what
 * was bought is queried, if the open API is set up. Nothing is encrypted.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
 */
final class V2 extends Instances
{
    public function newInstance(Call $call): array
    {
        $instance = self::create($call, 'v2', $call->text('orderLineId'));
        return ['resultCode' => self::isReady($instance) ? '000000' : '000004', 'instanceId' => $instance->id];
    }
    // koo:if v2

    public function queryInstance(Call $call): array
    {
        return ['resultCode' => '000000', 'info' => self::query($call, static fn (Instance $instance): array => [
            'appInfo' => self::appInfo($call, self::USER_NAME, $instance->password),
            // koo:if on-demand
            ...self::usageInfo($call, $instance),
            // koo:end
        ])];
    }
    // koo:end
    // koo:if period on-demand

    /** Renewal, conversion of a trial, cancelled renewal, renewal with a change: each sets a new expiry date. */
    public function refreshInstance(Call $call): array
    {
        $instance = self::existing($call);
        // The expiry date in the order is an estimate.
        $instance->expireTime = $call->text('expireTime');
        self::applyOrder($call, $instance);
        $call->store->saveInstance($instance);
        return ['resultCode' => '000000'];
    }

    public function updateInstanceStatus(Call $call): array
    {
        $status = $call->text('status') === 'FREEZE' ? Status::Frozen : Status::Active;
        self::setStatus($call, self::existing($call), $status);
        return ['resultCode' => '000000'];
    }
    // koo:end
    // koo:if v2
    // koo:if period

    public function upgradeInstance(Call $call): array
    {
        return self::changeByOrder($call);
    }

    public function changeInstanceCheck(Call $call): array
    {
        // YOUR CODE: refuse a change to productInfo that this instance cannot make.
        self::existing($call);
        return ['resultCode' => '000000'];
    }
    // koo:end
    // koo:end
    // koo:if online-license

    /**
     * Applies for a licence, which is uploaded with the open API later. Event and device identify an application.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649255.html
     */
    public function getLicenseAsync(Call $call): array
    {
        $instance = self::existing($call);
        [$eventId, $device] = [$call->text('eventId'), $call->text('deviceFingerprint')];
        if ($device === '') {
            throw new Refusal('000903', 'deviceFingerprint is missing');
        }
        $isPeriod = $instance->chargingMode === '1';
        // koo:if period
        $isPeriod = $isPeriod || $instance->chargingMode === '';
        // koo:end
        if ($isPeriod && $call->text('expireTime') === '') {
            throw new Refusal('000902', 'expireTime is required for a period licence');
        }
        if (!$call->store->hasLicenseApplication($instance->id, $eventId, $device)) {
            // `2023-10-27 10:30:15 z` and `20231027103015`, both UTC.
            $from = substr(preg_replace('/\D/', '', $call->text('effectiveTime')), 0, 14);
            $until = substr($instance->expireTime, 0, 14);
            if (!$call->isDebugging() && $until !== '' && strcmp($from, $until) > 0) {
                throw new Refusal('000901', 'effectiveTime is later than the expiry of the order');
            }
            $call->store->addLicenseApplication($instance->id, $eventId, $device);
            // YOUR CODE: issue the licence for this device and upload it.
        }
        return ['resultCode' => '000000'];
    }
    // koo:end
}
// koo:end
