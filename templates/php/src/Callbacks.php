<?php

declare(strict_types=1);

namespace KooGallery;

/**
 * Answers the calls of KooGallery: authenticates, refuses repetitions, validates, acts, signs. One address serves all
 * interfaces, whatever its path.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html
 */
final class Callbacks
{
    // koo:if v2-family
    private const MAX_SKEW_MS = 60_000;
    // koo:end
    private const MESSAGES = [
        '000000' => 'success',
        '000001' => 'authentication failed',
        '000002' => 'invalid request parameter',
        '000003' => 'the instance ID does not exist',
        '000004' => 'the request is being processed',
        '000005' => 'internal error',
        // koo:if kit
        '000101' => 'clientSecret cannot be decrypted',
        // koo:end
        // koo:if online-license
        '000901' => 'the licence must be within the period of the order',
        '000902' => 'a period licence needs an expiry date',
        '000903' => 'a licence needs a device fingerprint',
        // koo:end
    ];
    /** The class of the access key of each protocol. */
    private const KEY_CLASSES = [
        // koo:if v1
        'v1' => 'base',
        // koo:end
        // koo:if v1-kit
        'v1-kit' => 'kit',
        // koo:end
        // koo:if v2
        'v2' => 'base',
        // koo:end
        // koo:if v2-kit
        'v2-kit' => 'kit',
        // koo:end
        // koo:if license-code
        'license-code' => 'license',
        // koo:end
        // koo:if online-license
        'online-license' => 'base',
        // koo:end
        // koo:if order-notify
        'order-notify' => 'notify',
        // koo:end
    ];

    // koo:if v2-base
    private const ACTIVITY_IN_BODY = [
        // koo:if v2
        'v2',
        // koo:end
        // koo:if online-license
        'online-license',
        // koo:end
        // koo:if license-code
        'license-code',
        // koo:end
        // koo:if order-notify
        'order-notify',
        // koo:end
    ];
    // koo:end

    /** @var array<string, array<string, array<string, mixed>>> rules of the parameters by protocol and activity */
    private array $rules;

    /** @param (\Closure(): int)|null $clock milliseconds since 1970 */
    public function __construct(
        private Settings $settings,
        private Store $store,
        // koo:if orders
        private ?OpenApi $api = null,
        // koo:end
        private ?\Closure $clock = null,
    ) {
        $rules = file_get_contents(__DIR__ . '/activities.json');
        $this->rules = json_decode($rules, true, 512, JSON_THROW_ON_ERROR);
        $this->clock ??= static fn (): int => (int) (microtime(true) * 1000);
    }

    public function handle(Request $request): Reply
    {
        [$protocols, $activity] = self::claim($request);
        // The protocol that has the activity; if none has, each of them, so that one of their keys fits.
        $having = array_filter($protocols, fn (string $id): bool => isset($this->rules[$id][$activity]));
        $protocols = array_values($having ?: $protocols);
        $reason = '';
        try {
            [$code, $body] = $this->answer($request, $protocols, $activity);
        } catch (Refusal $refusal) {
            [$code, $body] = self::encode(['resultCode' => $refusal->resultCode]);
            $reason = $refusal->getMessage();
        } catch (\Throwable $error) {
            [$code, $body] = self::encode(['resultCode' => '000005']);
            // The message may contain values, so only its place goes to the log.
            $reason = sprintf('%s in %s:%d', $error::class, basename($error->getFile()), $error->getLine());
        }
        $headers = ['Content-Type' => 'application/json;charset=UTF-8'];
        // koo:if v1-family
        if (str_starts_with($protocols[0] ?? '', 'v1')) {
            $headers['Body-Sign'] = Signing::bodySign($this->settings->keys[self::KEY_CLASSES[$protocols[0]]], $body);
        }
        // koo:end
        return new Reply($headers, $body, $having === [] ? '' : $activity, $code, $reason);
    }

    /**
     * JSON with \uXXXX, so that its signature does not depend on a character set.
     *
     * @param array<string, mixed> $result
     * @return array{string, string} result code and body
     */
    private static function encode(array $result): array
    {
        $code = $result['resultCode'] ?? '000000';
        $result = ['resultCode' => $code, 'resultMsg' => self::MESSAGES[$code] ?? 'refused'] + $result;
        return [$code, json_encode($result, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR)];
    }

    /**
     * The protocols that a call may belong to, and the activity that it claims. Not authentic yet.
     *
     * @return array{list<string>, string}
     */
    private static function claim(Request $request): array
    {
        // koo:if v1
        if ($request->method === 'GET') {
            return [['v1'], $request->param('activity')];
        }
        // koo:end
        if ($request->method !== 'POST') {
            return [[], ''];
        }
        // koo:if kit
        if (preg_match('~/produceAPI/(v2/)?([^/]*)/?$~D', $request->path, $match)) {
            $version = $match[1] === '' ? 'v1-kit' : 'v2-kit';
            return [isset(self::KEY_CLASSES[$version]) ? [$version] : [], $match[2]];
        }
        // koo:end
        // koo:if v2-base
        $activity = json_decode(Json::members($request->body ?? '')['activity'] ?? '""');
        return [self::ACTIVITY_IN_BODY, is_string($activity) ? $activity : ''];
        // koo:end
        // koo:if !v2-base
        return [[], ''];
        // koo:end
    }

    /**
     * @param list<string> $protocols
     * @return array{string, string} result code and body
     */
    private function answer(Request $request, array $protocols, string $activity): array
    {
        if ($protocols === []) {
            throw new Refusal('000002', 'there is no such interface');
        }
        if ($request->body === null) {
            throw new Refusal('000002', 'the body is too long');
        }
        // koo:if v1-family
        [$protocol, $values] = match ($protocols[0]) {
            // koo:if v1
            'v1' => ['v1', self::authenticateQuery($request, $this->settings->keys['base'])],
            // koo:end
            // koo:if v1-kit
            'v1-kit' => ['v1-kit', self::authenticateKit($request, $this->settings->keys['kit'])],
            // koo:end
            // koo:if v2-family
            default => $this->authenticateV2($request, $protocols),
            // koo:end
        };
        // koo:end
        // koo:if !v1-family
        [$protocol, $values] = $this->authenticateV2($request, $protocols);
        // koo:end
        $rules = $this->rules[$protocol][$activity] ?? throw new Refusal('000002', 'there is no such activity');
        $problem = Validation::problem($rules, $values);
        if ($problem !== null) {
            throw new Refusal('000002', $problem);
        }
        // koo:if orders
        // Queried before the transaction, which must not wait. A release must not fail because of its order.
        $order = null;
        if ($this->api !== null && isset($rules['orderLineId']['required']) && $protocol !== 'license-code') {
            $order = $this->findOrder($values['orderId'], $values['orderLineId']);
        }
        // koo:end
        $call = new Call(
            $values,
            $this->settings,
            $this->store,
            intdiv(($this->clock)(), 1000),
            // koo:if orders
            $order,
            // koo:end
        );
        $handlers = match ($protocol) {
            // koo:if v1
            'v1' => new V1(),
            // koo:end
            // koo:if v2
            'v2' => new V2(),
            // koo:end
            // koo:if online-license
            'online-license' => new V2(),
            // koo:end
            // koo:if v1-kit
            'v1-kit' => new Kit($protocol),
            // koo:end
            // koo:if v2-kit
            'v2-kit' => new Kit($protocol),
            // koo:end
            // koo:if license-code
            'license-code' => new LicenseCodes(),
            // koo:end
            // koo:if order-notify
            'order-notify' => new OrderNotify(),
            // koo:end
        };
        // The name of the method is that of the activity, which activities.json lists.
        return $this->store->transaction(static fn (): array => self::encode($handlers->{$activity}($call)));
    }
    // koo:if v1

    /**
     * @return array<string>
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
     */
    private static function authenticateQuery(Request $request, string $key): array
    {
        [$token, $timeStamp] = [$request->param('authToken'), $request->param('timeStamp')];
        self::checkTimeStamp($token, $timeStamp);
        if (preg_match('//u', urldecode($request->query)) !== 1) {
            throw new Refusal('000001', 'the query is not UTF-8');
        }
        if (!hash_equals(Signing::authToken($key, $timeStamp, $request->params(), 'get'), $token)) {
            throw new Refusal('000001', 'authToken is wrong');
        }
        $values = [];
        foreach ($request->params() as [$name, $value]) {
            $values[$name] ??= $value;
        }
        return $values;
    }
    // koo:end
    // koo:if v1-kit

    /**
     * @return array<mixed>
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
     */
    private static function authenticateKit(Request $request, string $key): array
    {
        // Huawei's examples have quotation marks around it.
        $token = preg_replace('/^"(.*)"$/D', '$1', $request->headers['authtoken'] ?? '');
        $params = Signing::bodyParams($request->body) ?? throw self::notAnObject();
        $timeStamp = array_column($params, 1, 0)['timeStamp'] ?? '';
        self::checkTimeStamp($token, $timeStamp);
        if (!hash_equals(Signing::authToken($key, $timeStamp, $params, 'post'), $token)) {
            throw new Refusal('000001', 'authToken is wrong');
        }
        return Json::object($request->body);
    }
    // koo:end
    // koo:if v1-family

    private static function checkTimeStamp(string $token, string $timeStamp): void
    {
        if ($token === '') {
            throw new Refusal('000001', 'authToken is missing');
        }
        $read = preg_match('/^\d{17}$/D', $timeStamp) === 1
            ? \DateTimeImmutable::createFromFormat('YmdHisv', $timeStamp, new \DateTimeZone('UTC'))
            : false;
        // PHP reads 30 February as 2 March.
        if ($read === false || $read->format('YmdHisv') !== $timeStamp) {
            throw new Refusal('000002', 'timeStamp is missing or not in the format yyyyMMddHHmmssSSS');
        }
    }
    // koo:end
    // koo:if v2-family

    /**
     * @param list<string> $protocols each is possible: the one whose key fits is returned
     * @return array{string, array<mixed>}
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
     */
    private function authenticateV2(Request $request, array $protocols): array
    {
        // koo:if v2-base
        $signature = $request->param('signature');
        $timestamp = $request->param('timestamp');
        $nonce = $request->param('nonce');
        $sign = Signing::v2Signature(...);
        // koo:end
        // koo:if v2-kit
        // koo:if v2-base
        if ($protocols === ['v2-kit']) {
            [$signature, $timestamp, $nonce] = self::kitProof($request);
            $sign = Signing::kitSignature(...);
        }
        // koo:end
        // koo:if !v2-base
        [$signature, $timestamp, $nonce] = self::kitProof($request);
        $sign = Signing::kitSignature(...);
        // koo:end
        // koo:end
        if ($signature === '') {
            throw new Refusal('000001', 'the signature is missing');
        }
        // A first digit 0 could have been the end of the nonce, which the signature does not separate.
        if (preg_match('/^[1-9]\d{12}$/D', $timestamp) !== 1) {
            throw new Refusal('000002', 'the timestamp is missing or is not a number');
        }
        if ($nonce === '') {
            throw new Refusal('000002', 'the nonce is missing');
        }
        // KooGallery signs the canonical text; a sender that signs what it sends is right as well.
        $payloads = [Signing::canonicalPayload($request->body), $request->body];
        $protocol = null;
        foreach ($protocols as $candidate) {
            $key = $this->settings->keys[self::KEY_CLASSES[$candidate]];
            foreach ($payloads as $payload) {
                if (hash_equals($sign($key, $payload, $timestamp, $nonce), strtoupper($signature))) {
                    $protocol ??= $candidate;
                }
            }
        }
        if ($protocol === null) {
            throw new Refusal('000001', 'the signature is wrong');
        }
        $now = ($this->clock)();
        if (abs($now - (int) $timestamp) > self::MAX_SKEW_MS) {
            throw new Refusal('000002', 'the timestamp differs from the current time by more than 60 s');
        }
        // A call could be replayed until its timestamp is 60 s old, so for 120 s at most. Both are stored as they are signed.
        $until = $now + 2 * self::MAX_SKEW_MS;
        if (!$this->store->addNonce(self::KEY_CLASSES[$protocol], $nonce . $timestamp, $now, $until)) {
            throw new Refusal('000001', 'the nonce has already been used');
        }
        return [$protocol, Json::object($request->body) ?? throw self::notAnObject()];
    }
    // koo:end
    // koo:if v2-kit

    /** @return array{string, string, string} signature, timestamp and nonce */
    private static function kitProof(Request $request): array
    {
        return [
            $request->headers['x-sign'] ?? '',
            $request->headers['x-timestamp'] ?? '',
            $request->headers['x-nonce'] ?? '',
        ];
    }
    // koo:end
    // koo:if kit v2-family

    private static function notAnObject(): Refusal
    {
        return new Refusal('000002', 'the body is not a JSON object');
    }
    // koo:end
    // koo:if orders

    /**
     * @return array<string, mixed>
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
     */
    private function findOrder(string $orderId, string $orderLineId): array
    {
        try {
            $order = $this->api->findOrder($orderId, $orderLineId);
        } catch (\RuntimeException $error) {
            throw new Refusal('000005', $error->getMessage());
        }
        return $order ?? throw new Refusal('000002', 'the order API does not know the order');
    }
    // koo:end
}
