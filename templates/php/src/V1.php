// koo:if v1
<?php

declare(strict_types=1);

namespace KooGallery;

/**
 * The base interfaces of SaaS V1.0. A method is an activity.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
final class V1 extends Instances
{
    public function newInstance(Call $call): array
    {
        // YOUR CODE: create the buyer's account with them.
        foreach (['mobilePhone', 'email'] as $name) {
            if ($call->text($name) !== '' && self::decrypt($call, $call->text($name)) === null) {
                throw new Refusal('000002', "$name cannot be decrypted");
            }
        }
        $instance = self::create($call, 'v1', $call->text('productId'));
        if (!self::isReady($instance)) {
            return ['resultCode' => '000004', 'instanceId' => $instance->id];
        }
        // koo:if on-demand
        self::startMetering($call, $instance);
        // koo:end
        return [
            'resultCode' => '000000',
            'instanceId' => $instance->id,
            'encryptType' => self::encryptType($call),
            'appInfo' => self::encryptedAppInfo($call, $instance),
        ];
    }

    public function queryInstance(Call $call): array
    {
        $describe = static fn (Instance $instance): array => [
            'appInfo' => self::encryptedAppInfo($call, $instance),
            // koo:if on-demand
            ...self::usageInfo($call, $instance),
            // koo:end
        ];
        $info = self::query($call, $describe);
        return ['resultCode' => '000000', 'encryptType' => self::encryptType($call), 'info' => $info];
    }
    // koo:if period on-demand

    /** V1 has no call that unfreezes an expired instance: the renewal does. */
    public function refreshInstance(Call $call): array
    {
        $instance = self::existing($call);
        // A call of V1 is valid for ever. Sent again after the expiry, it must not unfreeze the instance.
        if ($call->store->addAppliedOrder($instance->id, $call->text('orderId'))) {
            $instance->expireTime = $call->text('expireTime');
            self::setStatus($call, $instance, Status::Active);
        }
        return ['resultCode' => '000000'];
    }

    public function expireInstance(Call $call): array
    {
        self::setStatus($call, self::existing($call), Status::Frozen);
        return ['resultCode' => '000000'];
    }
    // koo:end
    // koo:if on-demand

    public function instanceStatus(Call $call): array
    {
        $status = $call->text('instanceStatus') === 'FREEZE' ? Status::Frozen : Status::Active;
        self::setStatus($call, self::existing($call), $status);
        return ['resultCode' => '000000'];
    }
    // koo:end
    // koo:if period

    public function upgrade(Call $call): array
    {
        return self::changeByOrder($call);
    }
    // koo:end

    private static function decrypt(Call $call, string $value): ?string
    {
        return Encryption::decryptField($call->settings->keys['base'], $call->settings->encryptBits, $value);
    }

    /** User name and password, each with an IV of its own. */
    private static function encryptedAppInfo(Call $call, Instance $instance): array
    {
        $encrypt = static fn (string $plain): string => Encryption::encryptField(
            $call->settings->keys['base'],
            $call->settings->encryptBits,
            $plain,
        );
        return self::appInfo($call, $encrypt(self::USER_NAME), $encrypt($instance->password));
    }

    private static function encryptType(Call $call): string
    {
        return $call->settings->encryptBits === 256 ? '1' : '2';
    }
}
// koo:end
