<?php

declare(strict_types=1);

namespace KooGallery\Tests;

use KooGallery\{Callbacks, Refusal, Reply, Request, Settings, Signing, SqliteStore, Store};
use PHPUnit\Framework\TestCase;

/** Calls through the core, with a database in memory. */
final class CallbacksTest extends TestCase
{
    private const KEY = 'access-key';
    private const NOW = 1_767_225_600_000;

    private Callbacks $callbacks;
    private SqliteStore $store;
    private int $now = self::NOW;

    protected function setUp(): void
    {
        $this->store = new SqliteStore(
            ':memory:',
            // koo:if license-code
            ['CODE'],
            // koo:end
        );
        $this->callbacks = $this->callbacks($this->store);
    }

    /** @param array<string, string> $env */
    private function callbacks(Store $store, array $env = []): Callbacks
    {
        $settings = Settings::read($env + [
            'KOO_ACCESS_KEY' => self::KEY,
            // koo:if kit
            'KOO_RSA_PRIVATE_KEY' => self::rsaKey(),
            // koo:end
        ]);
        return new Callbacks($settings, $store, clock: fn (): int => $this->now);
    }

    private static function assertCode(string $code, Reply $reply): array
    {
        self::assertSame($code, $reply->resultCode, $reply->reason);
        $result = json_decode($reply->body, true, 512, JSON_THROW_ON_ERROR);
        self::assertSame($code, $result['resultCode']);
        self::assertNotEmpty($result['resultMsg']);
        return $result;
    }
    // koo:if kit

    private static function rsaKey(): string
    {
        $vectors = json_decode(file_get_contents(__DIR__ . '/vectors.json'), true, 512, JSON_THROW_ON_ERROR);
        return $vectors['clientSecret']['privateKey'];
    }
    // koo:end

    public function testUnknownInterface(): void
    {
        self::assertCode('000002', $this->callbacks->handle(new Request('PUT', '/', '', [], '')));
        $reply = $this->callbacks->handle(new Request('POST', '/unknown', '', [], '[]'));
        self::assertContains($reply->resultCode, ['000001', '000002']);
    }

    public function testDatabaseThatCannotBeOpened(): void
    {
        $store = new SqliteStore(__DIR__);
        try {
            $store->transaction(static fn () => self::fail('opened a folder'));
        } catch (Refusal $refusal) {
            self::assertSame('000005', $refusal->resultCode);
            self::assertStringStartsWith('the database cannot be opened: ', $refusal->getMessage());
        }
    }
    // koo:if v1

    /** @param array<string, string> $values */
    private function get(array $values): Reply
    {
        $values += ['timeStamp' => '20260101000000000'];
        $params = array_map(null, array_keys($values), array_values($values));
        $token = Signing::authToken(self::KEY, $values['timeStamp'], $params, 'get');
        $query = http_build_query($values + ['authToken' => $token], '', '&', PHP_QUERY_RFC3986);
        return $this->callbacks->handle(new Request('GET', '/', $query, [], ''));
    }

    /** It is in UTC, where no clock is put forward. */
    public function testTimeStampWhateverTheTimeZone(): void
    {
        $zone = date_default_timezone_get();
        date_default_timezone_set('Europe/Berlin');
        $call = ['activity' => 'queryInstance', 'instanceId' => 'I', 'timeStamp' => '20260329023000000'];
        try {
            self::assertCode('000003', $this->get($call));
        } finally {
            date_default_timezone_set($zone);
        }
    }

    public function testV1(): void
    {
        $order = ['activity' => 'newInstance', 'orderId' => 'CS1', 'productId' => 'P1', 'customerId' => 'C1'];
        $order['email'] = \KooGallery\Encryption::encryptField(self::KEY, 256, 'a@example.com');
        $reply = $this->get($order + ['businessId' => 'B1']);
        $first = self::assertCode('000000', $reply);
        self::assertSame(Signing::bodySign(self::KEY, $reply->body), $reply->headers['Body-Sign']);
        self::assertSame('admin', \KooGallery\Encryption::decryptField(self::KEY, 256, $first['appInfo']['userName']));
        $again = self::assertCode('000000', $this->get($order + ['businessId' => 'B2']));
        self::assertSame($first['instanceId'], $again['instanceId']);
        $other = self::assertCode('000000', $this->get(['productId' => 'P2', 'businessId' => 'B3'] + $order));
        self::assertNotSame($first['instanceId'], $other['instanceId']);
        self::assertCode('000002', $this->get(['email' => 'unreadable', 'businessId' => 'B4'] + $order));

        // koo:if on-demand
        self::assertCount(2, $this->store->metered(0, PHP_INT_MAX));

        // koo:end
        $instance = ['instanceId' => $first['instanceId']];
        self::assertCode('000000', $this->get(['activity' => 'releaseInstance'] + $instance));
        self::assertCode('000000', $this->get(['activity' => 'releaseInstance'] + $instance));
        self::assertCode('000003', $this->get(['activity' => 'queryInstance'] + $instance));
        self::assertCode('000002', $this->get(['activity' => 'nothing']));
        self::assertCode('000002', $this->get(['timeStamp' => '20260230000000000'] + $order));
    }

    // koo:if period on-demand
    public function testARenewalOfV1ThatIsSentAgain(): void
    {
        $order = ['orderId' => 'CS1', 'businessId' => 'B1', 'customerId' => 'C1', 'productId' => 'P1'];
        $id = self::assertCode('000000', $this->get(['activity' => 'newInstance'] + $order))['instanceId'];
        $expiry = ['activity' => 'expireInstance', 'instanceId' => $id];
        $renewal = ['activity' => 'refreshInstance', 'orderId' => 'CS2', 'expireTime' => '20991231235959'] + $expiry;
        $later = ['orderId' => 'CS3', 'expireTime' => '21001231235959'] + $renewal;
        $calls = [[$renewal, 'active'], [$expiry, 'frozen'], [$renewal, 'frozen'], [$later, 'active'], [$renewal, 'active']];
        foreach ($calls as [$call, $status]) {
            self::assertCode('000000', $this->get($call));
            self::assertSame($status, $this->store->instance($id)->status->value);
        }
        self::assertSame('21001231235959', $this->store->instance($id)->expireTime);
    }

    // koo:end
    public function testAnErrorUndoesAllChanges(): void
    {
        $order = ['activity' => 'newInstance', 'orderId' => 'CS1', 'businessId' => 'B1', 'customerId' => 'C1'];
        $order += ['productId' => 'P1'];
        $this->callbacks = $this->callbacks($this->store, ['FRONT_END_URL' => "\xff"]);
        self::assertCode('000005', $this->get($order));
        self::assertNull($this->store->instanceOfOrder('v1', 'CS1', 'P1'));
        $this->callbacks = $this->callbacks($this->store);
        self::assertCode('000000', $this->get($order));
    }

    public function testRepeatedParametersOfV1(): void
    {
        $params = [['timeStamp', '20260101000000000'], ['activity', 'nothing'], ['a.b[]', '+ &'], ['a.b[]', 'x']];
        $token = Signing::authToken(self::KEY, '20260101000000000', $params, 'get');
        $query = 'timeStamp=20260101000000000&activity=nothing&a.b[]=%2B+%26&a.b%5B%5D=x&authToken=';
        $reply = $this->callbacks->handle(new Request('GET', '/', $query . rawurlencode($token), [], ''));
        self::assertSame('there is no such activity', $reply->reason);
        foreach (['', 'x', '%FF', $token] as $wrong) {
            self::assertCode('000001', $this->callbacks->handle(new Request('GET', '/', "$query$wrong&c=1", [], '')));
        }
    }
    // koo:end
    // koo:if v2-base

    /** @param array<string, mixed> $values */
    private function post(array $values, string $nonce, string $key = self::KEY, string $time = ''): Reply
    {
        $time = $time === '' ? (string) self::NOW : $time;
        $body = json_encode($values, JSON_THROW_ON_ERROR);
        $signature = Signing::v2Signature($key, Signing::canonicalPayload($body), $time, $nonce);
        $query = "signature=$signature&timestamp=$time&nonce=$nonce";
        return $this->callbacks->handle(new Request('POST', '/', $query, [], $body));
    }

    public function testAuthenticationOfV2(): void
    {
        self::assertSame('', $this->post(['activity' => 'nothing'], 'n1')->activity);
        self::assertSame('the nonce has already been used', $this->post(['activity' => 'nothing'], 'n1')->reason);
        self::assertCode('000001', $this->post(['activity' => 'nothing'], 'n2', 'other key'));
        // The same text is signed as with the 0 at the end of the nonce.
        $moved = $this->post(['activity' => 'nothing'], 'n', self::KEY, '0' . self::NOW);
        self::assertStringContainsString('timestamp', $moved->reason);
        $this->now = self::NOW + 60_000;
        self::assertSame('there is no such activity', $this->post(['activity' => 'nothing'], 'n3')->reason);
        $this->now = self::NOW + 60_001;
        self::assertStringContainsString('60 s', $this->post(['activity' => 'nothing'], 'n4')->reason);
        $this->now = self::NOW - 60_001;
        self::assertStringContainsString('60 s', $this->post(['activity' => 'nothing'], 'n5')->reason);
        // A nonce is kept as long as its timestamp is valid.
        $this->now = self::NOW - 60_000;
        self::assertSame('there is no such activity', $this->post(['activity' => 'nothing'], 'n6')->reason);
        $this->now = self::NOW + 60_000;
        self::assertSame('the nonce has already been used', $this->post(['activity' => 'nothing'], 'n6')->reason);
        self::assertCode('000002', $this->callbacks->handle(new Request('POST', '/', '', [], null)));
        self::assertCode('000001', $this->callbacks->handle(new Request('POST', '/', '', [], "\xff")));
    }
    // koo:end
    // koo:if v2

    public function testV2(): void
    {
        $order = ['activity' => 'newInstance', 'orderId' => 'CS1', 'orderLineId' => 'CS1-000001'];
        $first = self::assertCode('000000', $this->post($order + ['businessId' => 'B1'], 'n1'));
        $again = self::assertCode('000000', $this->post($order + ['businessId' => 'B2'], 'n2'));
        self::assertSame($first['instanceId'], $again['instanceId']);
        self::assertCode('000002', $this->post($order, 'n3'));
        self::assertCode('000002', $this->post(['orderId' => 1] + $order + ['businessId' => 'B3'], 'n4'));

        $instance = ['instanceId' => $first['instanceId']];
        $info = self::assertCode('000000', $this->post(['activity' => 'queryInstance'] + $instance, 'n5'))['info'];
        self::assertSame('admin', $info[0]['appInfo']['userName']);
        self::assertCode('000000', $this->post(['activity' => 'releaseInstance'] + $instance, 'n6'));
        self::assertCode('000003', $this->post(['activity' => 'queryInstance'] + $instance, 'n7'));
    }
    // koo:end
    // koo:if v2

    public function testErrors(): void
    {
        $call = ['activity' => 'queryInstance', 'instanceId' => 'I1'];
        $errors = [
            [new Refusal('000104', 'refused by your code'), '000104', '/^refused by your code$/'],
            [new \LogicException('a secret'), '000005', '/^LogicException in \w+\.php:\d+$/'],
        ];
        foreach ($errors as [$error, $code, $reason]) {
            $store = self::createStub(Store::class);
            $store->method('addNonce')->willReturn(true);
            $store->method('transaction')->willThrowException($error);
            $this->callbacks = $this->callbacks($store);
            $reply = $this->post($call, 'n1');
            self::assertCode($code, $reply);
            self::assertMatchesRegularExpression($reason, $reply->reason);
        }
    }
    // koo:end
    // koo:if online-license

    public function testOnlineLicense(): void
    {
        $order = ['activity' => 'newInstance', 'orderId' => 'CS2', 'orderLineId' => 'CS2-000001', 'businessId' => 'B1'];
        $instanceId = self::assertCode('000000', $this->post($order, 'n1'))['instanceId'];
        $request = ['activity' => 'getLicenseAsync', 'instanceId' => $instanceId, 'eventId' => 'E1'];
        $request += ['effectiveTime' => '2026-01-01 00:00:00 z', 'expireTime' => '2027-01-01 00:00:00 z'];
        self::assertCode('000903', $this->post($request, 'n2'));
        self::assertCode('000000', $this->post($request + ['deviceFingerprint' => 'F1'], 'n3'));
        self::assertCode('000000', $this->post($request + ['deviceFingerprint' => 'F1'], 'n4'));
    }
    // koo:end
    // koo:if license-code

    public function testLicenseCode(): void
    {
        $code = ['activity' => 'updateLicenseCodeStatus', 'license' => 'CODE', 'status' => 'FREEZE'];
        self::assertCode('000000', $this->post($code, 'n1'));
        self::assertCode('000003', $this->post(['license' => 'OTHER'] + $code, 'n2'));
        self::assertCode('000000', $this->post(['activity' => 'releaseLicenseCode', 'license' => 'CODE'], 'n3'));
        self::assertCode('000003', $this->post($code, 'n4'));
    }
    // koo:end
    // koo:if order-notify

    public function testOrderNotify(): void
    {
        $order = ['activity' => 'orderNotify', 'orderId' => 'CS3', 'orderLineId' => 'CS3-000001', 'testFlag' => '0'];
        self::assertCode('000000', $this->post($order, 'n1'));
        self::assertCode('000000', $this->post($order, 'n2'));
        self::assertCode('000002', $this->post(['testFlag' => 'x'] + $order, 'n3'));
    }
    // koo:end
    // koo:if kit

    public function testKit(): void
    {
        $tenant = ['tenantId' => 'T1', 'tenantCode' => 'code', 'name' => '测试', 'domainName' => 'd'];
        $tenant += ['instanceId' => '', 'flag' => 1, 'testFlag' => 1, 'timeStamp' => '20260101080000000'];
        // koo:if v1-kit
        $body = json_encode($tenant, JSON_THROW_ON_ERROR);
        $token = Signing::authToken(self::KEY, $tenant['timeStamp'], Signing::bodyParams($body), 'post');
        $codes = [$token => '000000', "\"$token\"" => '000000', "x$token" => '000001', '' => '000001'];
        foreach ($codes as $header => $code) {
            $headers = ['authtoken' => $header];
            $reply = $this->callbacks->handle(new Request('POST', '/a/produceAPI/tenantSync', '', $headers, $body));
            self::assertCode($code, $reply);
            self::assertSame(Signing::bodySign(self::KEY, $reply->body), $reply->headers['Body-Sign']);
        }
        // koo:end
        // koo:if v2-kit
        $body = json_encode($tenant, JSON_THROW_ON_ERROR);
        $signature = Signing::kitSignature(self::KEY, Signing::canonicalPayload($body), (string) self::NOW, 'n1');
        $headers = ['x-sign' => strtolower($signature), 'x-timestamp' => (string) self::NOW, 'x-nonce' => 'n1'];
        $request = new Request('POST', '/a/produceAPI/v2/tenantSync', '', $headers, $body);
        self::assertCode('000000', $this->callbacks->handle($request));
        self::assertCode('000001', $this->callbacks->handle($request));
        // koo:end
    }
    // koo:end
    // koo:if on-demand
    // koo:if instances

    public function testUsageOfAnUnknownDatabase(): void
    {
        $file = sys_get_temp_dir() . '/' . bin2hex(random_bytes(8)) . '.db';
        $env = ['KOO_ACCESS_KEY' => 'k', 'KOO_ORDER_API_AK' => 'a', 'KOO_ORDER_API_SK' => 's', 'DATABASE' => $file];
        // koo:if kit
        $env['KOO_RSA_PRIVATE_KEY'] = self::rsaKey();
        // koo:end
        $command = [PHP_BINARY, __DIR__ . '/../bin/push-usage.php'];
        $process = proc_open($command, [2 => ['pipe', 'w']], $pipes, sys_get_temp_dir(), $env);
        self::assertStringContainsString("$file does not exist", stream_get_contents($pipes[2]));
        self::assertSame(2, proc_close($process));
        self::assertFileDoesNotExist($file);
    }

    public function testUsage(): void
    {
        $midnight = intdiv(self::NOW, 86_400_000) * 86_400;
        $this->store->startMetering('I1', $midnight + 1800);
        $this->store->startMetering('I1', $midnight + 1801);
        $this->store->stopMetering('I1', $midnight + 9000);
        $usage = new \KooGallery\Usage($this->store);
        self::assertSame([], $usage->records($midnight - 86_400, $midnight));
        $records = $usage->records($midnight, $midnight + 86_400);
        self::assertSame(['0.5', '1', '0.5'], array_column($records, 'usage_value'));
        self::assertSame('20260101T010000Z', $records[1]['begin_time']);
        $rejected = [$records[0]['metering_sn'] => '005', $records[1]['metering_sn'] => '013'];
        self::assertSame([$records[1]['metering_sn']], $usage->settle($records, $rejected));
        self::assertSame([$records[1]], $usage->records($midnight, $midnight + 86_400));
        $rejected = ['metering_sn' => 'a', 'error_code' => '003'];
        foreach ([[], ['data' => null], ['data' => ['list' => []]]] as $answer) {
            self::assertSame([], \KooGallery\OpenApi::rejected($answer, ['a']));
        }
        foreach ([['data' => [$rejected]], ['x' => ['y' => [$rejected]]], ['data' => $rejected]] as $answer) {
            self::assertSame(['a' => '003'], \KooGallery\OpenApi::rejected($answer, ['a']));
        }
        foreach ([['a'], ['a' => '003'], ['fail_count' => 1], 'text', [['metering_sn' => 'a']], [[]], [$rejected + ['more' => [$rejected]]]] as $data) {
            try {
                \KooGallery\OpenApi::rejected(['data' => $data], ['a']);
                self::fail(json_encode($data) . ' was accepted');
            } catch (\RuntimeException $error) {
                self::assertStringContainsString('not understood', $error->getMessage());
            }
        }
        // koo:if v1 v2
        self::assertSame([1.0, $midnight + 9000], $this->store->acceptedUsage('I1'));
        // koo:end
    }
    // koo:end
    // koo:end
}
