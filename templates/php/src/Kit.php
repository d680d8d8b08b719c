// koo:if kit
<?php

declare(strict_types=1);

namespace KooGallery;

/**
 * The joint-operation kit: tenants, applications for single sign-on, users and departments. A method is an activity.
 * Each can be repeated. Lists are lists or JSON text.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html
 */
final readonly class Kit
{
    private const DELETE = '0';
    // koo:if v2-kit
    private const CANCEL = '3';
    // koo:end

    /** @param 'v1-kit'|'v2-kit' $version */
    public function __construct(private string $version)
    {
    }

    public function tenantSync(Call $call): array
    {
        // YOUR CODE: create, change or remove the tenant.
        if ($this->isRemoval($call)) {
            // No personal data stays behind.
            foreach (['applications', 'users', 'departments'] as $table) {
                $call->store->remove($table, self::organisation($call));
            }
        }
        return $this->put($call, 'tenants', self::organisation($call), $call->values);
    }

    /** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649110.html */
    public function applicationSync(Call $call): array
    {
        if (!$this->isRemoval($call)) {
            // YOUR CODE: log users in with clientId and clientSecret. It is stored as received: decrypt it for the login.
            Encryption::decryptClientSecret($call->settings->rsaPrivateKey, $call->text('clientSecret'))
                ?? throw new Refusal('000101', 'clientSecret cannot be decrypted');
        }
        $key = [...self::organisation($call), $call->text('appId')];
        return $this->put($call, 'applications', $key, $call->values);
    }

    /** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649111.html */
    public function authSync(Call $call): array
    {
        $application = [...self::organisation($call), $call->text('appId')];
        // YOUR CODE: create, change or lock these users in your product.
        foreach (self::objects($call->values['userList']) as $user) {
            $this->put($call, 'users', [...$application, Call::textOf($user, 'userName')], $user);
        }
        return ['resultCode' => '000000'];
    }

    /**
     * A parent department may arrive after its children.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649112.html
     */
    public function singleOrgSync(Call $call): array
    {
        $key = [...self::organisation($call), $call->text('orgCode')];
        return $this->put($call, 'departments', $key, $call->values);
    }

    /**
     * Replaces all departments of an organisation.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649113.html
     */
    public function allOrgSync(Call $call): array
    {
        if (!$this->isRemoval($call)) {
            $this->checkInstance($call);
        }
        $list = $call->values[$this->version === 'v2-kit' ? 'orgInfoList' : 'orgInfo'];
        $call->store->remove('departments', self::organisation($call));
        foreach (self::objects($list) as $department) {
            $key = [...self::organisation($call), Call::textOf($department, 'orgCode')];
            $call->store->put('departments', $key, $department);
        }
        return ['resultCode' => '000000'];
    }

    /**
     * @param list<string> $key
     * @param array<mixed> $values
     */
    private function put(Call $call, string $table, array $key, array $values): array
    {
        if ($this->isRemoval($call)) {
            $call->store->remove($table, $key);
        } else {
            $this->checkInstance($call);
            $call->store->put($table, $key, $values);
        }
        return ['resultCode' => '000000'];
    }

    private function isRemoval(Call $call): bool
    {
        // koo:if v2-kit
        // A cancelled authorisation removes the user.
        if ($this->version === 'v2-kit' && $call->text('flag') === self::CANCEL) {
            return true;
        }
        // koo:end
        return $call->text('flag') === self::DELETE;
    }

    /** Refuses data of an instance that does not exist. An application of the seller himself has none. */
    private function checkInstance(Call $call): void
    {
        // koo:if v1 v2
        $id = $call->text('instanceId');
        if ($id === '' || $call->isDebugging()) {
            return;
        }
        $instance = $call->store->instance($id);
        if ($instance === null || ($instance->status === Status::Released && !$instance->test)) {
            // V2 has no code for it.
            throw new Refusal($this->version === 'v1-kit' ? '000003' : '000002', 'the instance does not exist');
        }
        // koo:end
        // koo:if !v1
        // koo:if !v2
        // Another server creates the instances: here they are not known.
        // koo:end
        // koo:end
    }

    /** @return list<string> */
    private static function organisation(Call $call): array
    {
        return [$call->text('instanceId'), $call->text('tenantId')];
    }

    /** @return list<array<mixed>> */
    private static function objects(mixed $list): array
    {
        $list = is_string($list) ? Json::decode($list) : $list;
        return array_map(static fn (\stdClass $object): array => (array) $object, $list);
    }
}
// koo:end
