<?php

declare(strict_types=1);

namespace KooGallery;

/** What the callbacks remember. Every `add…` returns whether it is new. */
interface Store
{
    /**
     * Runs the changes of one call: all of them are made, or none, and no other call sees a part of them.
     *
     * @template T
     * @param \Closure(): T $act
     * @return T
     */
    public function transaction(\Closure $act): mixed;
    // koo:if v2-family

    /** Times are in milliseconds since 1970. */
    public function addNonce(string $keyClass, string $nonce, int $now, int $until): bool;
    // koo:end
    // koo:if instances

    public function instance(string $id): ?Instance;

    /** @param string $part the order line, or in V1 the product */
    public function instanceOfOrder(string $version, string $orderId, string $part): ?Instance;

    public function addInstance(Instance $instance, string $version, string $part): void;

    public function saveInstance(Instance $instance): void;
    // koo:if v1 v2
    // koo:if v1 period
    // koo:if period on-demand

    /** Remembers an order that changes an instance. */
    public function addAppliedOrder(string $instanceId, string $orderId): bool;
    // koo:end
    // koo:end
    // koo:end
    // koo:if on-demand

    /** Begins to meter an instance, unless it is metered. */
    public function startMetering(string $instanceId, int $time): void;

    public function stopMetering(string $instanceId, int $time): void;

    /** @return list<array{string, int, int}> instance, begin and end of each use between two times */
    public function metered(int $from, int $until): array;

    public function isPushed(string $meteringSn): bool;

    public function addPushed(string $meteringSn, string $instanceId, string $hours, int $until): void;
    // koo:if v1 v2

    /** @return array{float, ?int} hours that KooGallery has accepted, and until when */
    public function acceptedUsage(string $instanceId): array;
    // koo:end
    // koo:end
    // koo:end
    // koo:if online-license

    public function hasLicenseApplication(string $instanceId, string $eventId, string $device): bool;

    public function addLicenseApplication(string $instanceId, string $eventId, string $device): void;
    // koo:end
    // koo:if license-code

    /** Null for an unknown code. */
    public function licenseCodeStatus(string $code): ?Status;

    public function setLicenseCodeStatus(string $code, Status $status): void;

    public function setLicenseCodeExpiry(string $code, string $expireTime): void;
    // koo:end
    // koo:if order-notify

    public function addNotification(string $orderId, string $orderLineId): bool;
    // koo:end
    // koo:if kit

    /**
     * @param 'tenants'|'applications'|'users'|'departments' $table
     * @param list<string> $key instance, tenant, and where there is one, application and user or department
     * @param array<mixed> $values
     */
    public function put(string $table, array $key, array $values): void;

    /** @param list<string> $key or the beginning of the keys of several */
    public function remove(string $table, array $key): void;
    // koo:end
}
