// koo:if instances
<?php

declare(strict_types=1);

namespace KooGallery;

/** What the interfaces do with instances. */
abstract class Instances
{
    // koo:if v1 v2
    /** The user whom the buyer logs in as first. */
    protected const USER_NAME = 'admin';

    // koo:end
    /**
     * The instance of an order, created by the first of its calls. The key of the order is unique in the database, so
     * that two calls at the same time get the same instance.
     *
     * @param string $part the order line; in V1 the product, because a pay-per-use order may have several
     */
    protected static function create(Call $call, string $version, string $part): Instance
    {
        $orderId = $call->text('orderId');
        $known = $call->store->instanceOfOrder($version, $orderId, $part);
        if ($known !== null) {
            return $known;
        }
        $bought = $call->values;
        // koo:if orders
        $bought = $call->order ?? $bought;
        // koo:end
        $instance = new Instance(
            id: bin2hex(random_bytes(16)),
            orderId: $orderId,
            productId: Call::textOf($bought, 'productId'),
            customerId: Call::textOf($bought, 'customerId'),
            chargingMode: Call::textOf($bought, 'chargingMode'),
            test: $call->isDebugging(),
            // koo:if v1 v2
            password: bin2hex(random_bytes(12)),
            // koo:end
            status: Status::Active,
            expireTime: Call::textOf($bought, 'expireTime'),
            // koo:if orders
            order: $call->order ?? [],
            // koo:end
        );
        $call->store->addInstance($instance, $version, $part);
        // YOUR CODE: set up what the buyer gets. A repeated call (same order and order line) does not arrive here, but
        // calls of debugging do ($instance->test): those of the seller console and of `koo callback test`.
        // This is inside the transaction, with all that $call->store writes, in tables of your own, too: only record slow
        // work here, do it later, and see isReady. The customer is $instance->customerId, the specification
        // Call::textOf($bought, 'skuCode'), if it is known.
        // koo:if orders
        // KooGallery has several product IDs for a product: compare productId and skuCode with those in the console.
        // koo:end
        return $instance;
    }

    // koo:if v1 v2
    /**
     * Whether an instance is set up. Until then newInstance replies 000004 with the ID of the instance, which is stored,
     * and KooGallery asks again: queryInstance replies 000004 as well. A Refusal would undo the instance.
     */
    // koo:end
    // koo:if !v1
    // koo:if !v2
    /** Whether an instance is set up. Until then newInstance, which stores it, replies 000004. */
    // koo:end
    // koo:end
    protected static function isReady(Instance $instance): bool
    {
        // YOUR CODE: false until what create only records is done.
        return true;
    }

    // koo:if period on-demand online-license
    /** The instance of a call. After a release it is unknown, except one of debugging, whose cases are repeated. */
    protected static function existing(Call $call): Instance
    {
        $instance = $call->store->instance($call->text('instanceId'));
        return $instance !== null && self::isAvailable($instance) ? $instance : throw self::unknown();
    }

    // koo:end
    public function releaseInstance(Call $call): array
    {
        $instance = $call->store->instance($call->text('instanceId')) ?? throw self::unknown();
        self::setStatus($call, $instance, Status::Released);
        return ['resultCode' => '000000'];
    }

    protected static function setStatus(Call $call, Instance $instance, Status $status): void
    {
        $instance->status = $status;
        $call->store->saveInstance($instance);
        match ($status) {
            // koo:if period on-demand
            Status::Active => self::unfreeze($instance),
            Status::Frozen => self::freeze($instance),
            // koo:end
            Status::Released => self::release($instance),
        };
        // koo:if on-demand
        if ($status === Status::Active) {
            self::startMetering($call, $instance);
        } else {
            $call->store->stopMetering($instance->id, $call->now);
        }
        // koo:end
    }
    // koo:if period on-demand

    private static function freeze(Instance $instance): void
    {
        // YOUR CODE: let no user in; keep the data.
    }

    private static function unfreeze(Instance $instance): void
    {
        // YOUR CODE: let users in again. The instance need not have been frozen.
    }
    // koo:end

    private static function release(Instance $instance): void
    {
        // YOUR CODE: delete what the buyer had, as far as your terms say so. The instance itself stays in the database.
        // koo:if kit
        // So do its tenants with their users and departments, until tenantSync removes them.
        // koo:end
    }
    // koo:if on-demand

    /** The resource starts when the order is completed, so the next second is the first that can be charged. */
    protected static function startMetering(Call $call, Instance $instance): void
    {
        // Empty: not known without orders; this product is sold on demand.
        if (in_array($instance->chargingMode, ['', '0'], true) && !$instance->test && $instance->status === Status::Active) {
            $call->store->startMetering($instance->id, $call->now + 1);
        }
    }
    // koo:if v1 v2

    /**
     * What queryInstance says of the usage of pay-per-use instances and packages.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649428.html
     */
    protected static function usageInfo(Call $call, Instance $instance): array
    {
        if (!in_array($instance->chargingMode, ['', '0', '5'], true)) {
            return [];
        }
        [$hours, $until] = $call->store->acceptedUsage($instance->id);
        return ['usageInfo' => [[
            'usageValue' => $hours,
            'statisticalTime' => gmdate('YmdHis', $until ?? $call->now) . '000',
            'dashboardUrl' => $call->settings->frontEndUrl,
        ]]];
    }
    // koo:end
    // koo:end
    // koo:if v1 v2

    /**
     * Describes the instances of a comma-separated list that exist.
     *
     * @param callable(Instance): array<string, mixed> $describe
     * @return non-empty-list<array<string, mixed>>
     */
    protected static function query(Call $call, callable $describe): array
    {
        $info = [];
        $isReady = false;
        foreach (explode(',', $call->text('instanceId')) as $id) {
            $instance = $call->store->instance($id);
            if ($instance === null || !self::isAvailable($instance)) {
                continue;
            }
            $description = [];
            if (self::isReady($instance)) {
                $isReady = true;
                // koo:if on-demand
                // The order is completed once KooGallery knows that the instance is ready.
                self::startMetering($call, $instance);
                // koo:end
                $description = $describe($instance);
            }
            $info[] = ['instanceId' => $id] + $description;
        }
        if ($info === []) {
            throw self::unknown();
        }
        return $isReady ? $info : throw new Refusal('000004', 'the instance is not ready');
    }

    /** What the buyer needs to log in. */
    protected static function appInfo(Call $call, string $userName, string $password): array
    {
        return [
            'frontEndUrl' => $call->settings->frontEndUrl,
            'userName' => $userName,
            'password' => $password,
            'memo' => '首次登录后请修改初始密码。',
        ];
    }
    // koo:if period

    /** A repeated order succeeds and changes nothing. */
    protected static function changeByOrder(Call $call): array
    {
        $instance = self::existing($call);
        if ($call->store->addAppliedOrder($instance->id, $call->text('orderId'))) {
            // YOUR CODE: change the instance to what was ordered.
            // koo:if orders
            self::applyOrder($call, $instance);
            // koo:end
            $call->store->saveInstance($instance);
        }
        return ['resultCode' => '000000'];
    }
    // koo:end
    // koo:end
    // koo:if orders
    // koo:if period on-demand

    /** Such an order need not repeat what the buyer entered. */
    protected static function applyOrder(Call $call, Instance $instance): void
    {
        if ($call->order !== null) {
            $entered = $call->order['parameters'] ?: ($instance->order['parameters'] ?? []);
            $instance->order = ['parameters' => $entered] + $call->order;
        }
    }
    // koo:end
    // koo:end

    private static function isAvailable(Instance $instance): bool
    {
        return $instance->status !== Status::Released || $instance->test;
    }

    private static function unknown(): Refusal
    {
        return new Refusal('000003', 'the instance does not exist');
    }
}
// koo:end
