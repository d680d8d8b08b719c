// koo:if orders instances
// koo:if orders on-demand
<?php

declare(strict_types=1);

namespace KooGallery;

/** The open API of KooGallery. */
final readonly class OpenApi
{
    private const PATH = '/api/mkp-openapi-public/global/v1';
    /** More than the open API sends; the JSON of a longer response is cut, and so no JSON. */
    private const MAX_RESPONSE = 1024 * 1024;

    public function __construct(
        private string $url,
        private string $ak,
        #[\SensitiveParameter] private string $sk,
    ) {
    }
    // koo:if orders

    /**
     * An order line as the callbacks need it; null if there is no such order line.
     *
     * @return array<string, mixed>|null
     * @throws \RuntimeException if the API cannot be reached
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
     */
    public function findOrder(string $orderId, string $orderLineId): ?array
    {
        // KooGallery waits 5 s for the reply to its call, and what follows needs some of them.
        $query = '?orderId=' . rawurlencode($orderId) . '&orderLineId=' . rawurlencode($orderLineId);
        $answer = $this->call('GET', '/order/query' . $query, [], '', 3);
        $code = self::code($answer);
        if (in_array($code, ['MKT.0100', 'MKT.0101', 'MKT.0150'], true)) {
            return null;
        }
        if ($code !== 'MKT.0000' || !isset($answer['orderInfo'])) {
            throw new \RuntimeException("the order API answered $code");
        }
        $info = $answer['orderInfo'];
        foreach ($info['orderLine'] ?? [] as $line) {
            if ($line['orderLineId'] === $orderLineId) {
                $product = $line['productInfo'][0] ?? [];
                return [
                    'productId' => $product['productId'] ?? '',
                    'skuCode' => $product['skuCode'] ?? '',
                    'quantity' => $product['linearValue'] ?? '',
                    'customerId' => $info['buyerInfo']['customerId'] ?? '',
                    'chargingMode' => match ($line['chargingMode'] ?? '') {
                        'ON_DEMAND' => '0',
                        'PERIOD' => '1',
                        'ONE_TIME' => '3',
                        'ON_DEMAND_PKG' => '5',
                        default => '',
                    },
                    'periodType' => $line['periodType'] ?? '',
                    'periodNumber' => $line['periodNumber'] ?? '',
                    'expireTime' => $line['expireTime'] ?? '',
                    'parameters' => $line['extendParams'] ?? [],
                ];
            }
        }
        return null;
    }
    // koo:end
    // koo:if on-demand
    // koo:if instances

    /**
     * Pushes at most 1000 usage records.
     *
     * @param list<array<string, string>> $records
     * @return array<string, string> the error codes of the rejected records by metering_sn
     * @throws \RuntimeException if the push fails; it may be repeated
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
     */
    public function pushUsage(string $accessKey, array $records): array
    {
        $body = json_encode(['usage_records' => $records], JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
        $ts = (string) (int) (microtime(true) * 1000);
        $nonce = bin2hex(random_bytes(16));
        $signature = Signing::usageSignature($accessKey, $ts, $nonce, $body);
        $headers = ['signature' => $signature, 'ts' => $ts, 'nonce' => $nonce];
        $answer = $this->call('POST', '/isv/usage-data', $headers, $body, 30);
        $code = self::code($answer);
        if ($code !== 'MKT.0000') {
            throw new \RuntimeException("the open API answered $code");
        }
        return self::rejected($answer, array_column($records, 'metering_sn'));
    }

    /**
     * The rejected records of an answer. Huawei does not publish where they are, so they may be anywhere. With anything
     * else in it, no record counts as accepted: it may say that one is not.
     *
     * @param array<string, mixed> $answer
     * @param list<string> $sent
     * @return array<string, string>
     */
    public static function rejected(array $answer, array $sent): array
    {
        $message = $answer['error_msg'] ?? '';
        if (!is_string($message) || !preg_match('/^((success(ful)?|ok|成功)[.!。！]?)?$/iuD', $message)) {
            throw self::notUnderstood();
        }
        unset($answer['error_code'], $answer['error_msg'], $answer['request_id']);
        return self::rejectedIn($answer, $sent);
    }

    /** @param list<string> $sent */
    private static function rejectedIn(mixed $value, array $sent): array
    {
        if ($value === null || $value === '') {
            return [];
        }
        if (self::isRecord($value, $sent)) {
            return [$value['metering_sn'] => (string) $value['error_code']];
        }
        $isRecord = static fn (mixed $one): bool => self::isRecord($one, $sent);
        if (!is_array($value) || (array_is_list($value) && count(array_filter($value, $isRecord)) < count($value))) {
            throw self::notUnderstood();
        }
        return array_reduce($value, static fn (array $all, mixed $one): array => $all + self::rejectedIn($one, $sent), []);
    }

    /** Whether a value is a record that was sent, with a code and nothing that has more in it. */
    private static function isRecord(mixed $value, array $sent): bool
    {
        return is_array($value)
            && in_array($value['metering_sn'] ?? null, $sent, true)
            && is_scalar($value['error_code'] ?? null)
            && array_filter($value, 'is_array') === [];
    }

    private static function notUnderstood(): \RuntimeException
    {
        return new \RuntimeException('the open API returned something that is not understood');
    }
    // koo:end
    // koo:end

    /** @param array<string, mixed> $answer */
    private static function code(array $answer): string
    {
        $code = $answer['resultCode'] ?? $answer['error_code'] ?? null;
        // It goes to the log.
        return is_string($code) && preg_match('/^[\w.]{1,32}$/D', $code) ? $code : 'an unknown code';
    }

    /**
     * @param array<string, string> $headers
     * @return array<string, mixed>
     */
    private function call(string $method, string $target, array $headers, string $body, int $timeout): array
    {
        $url = $this->url . self::PATH . $target;
        $date = gmdate('Ymd\THis\Z');
        $headers += ['content-type' => 'application/json;charset=UTF-8'];
        $authorization = Signing::signRequest($this->ak, $this->sk, $date, $method, $url, $headers, $body);
        $headers += ['X-Sdk-Date' => $date, 'Authorization' => $authorization, 'Connection' => 'close'];
        $lines = array_map(static fn (string $name): string => "$name: $headers[$name]", array_keys($headers));
        $context = stream_context_create(['http' => [
            'method' => $method,
            'header' => $lines,
            'content' => $body,
            'timeout' => $timeout,
            'protocol_version' => 1.1,
            'follow_location' => 0,
            // The reason of an error is in its body.
            'ignore_errors' => true,
        ]]);
        $text = @file_get_contents($url, false, $context, 0, self::MAX_RESPONSE);
        $answer = json_decode($text ?: '', true);
        return is_array($answer) ? $answer : throw new \RuntimeException('the open API cannot be reached');
    }
}
// koo:end
// koo:end
