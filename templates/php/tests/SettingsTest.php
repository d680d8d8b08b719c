<?php

declare(strict_types=1);

namespace KooGallery\Tests;

use KooGallery\{Settings, SettingsError};
use PHPUnit\Framework\TestCase;

/** What is missing or wrong is named, without its value. */
final class SettingsTest extends TestCase
{
    // koo:if kit
    private static ?string $rsaKey = null;

    // koo:end
    /** @return array<string, string> */
    private static function env(): array
    {
        return [
            'KOO_ACCESS_KEY' => 'access-key',
            // koo:if kit
            'KOO_RSA_PRIVATE_KEY' => self::$rsaKey ??= self::rsaKey(3072),
            // koo:end
        ];
    }
    // koo:if kit

    private static function rsaKey(int $bits): string
    {
        return self::privateKey(['private_key_type' => OPENSSL_KEYTYPE_RSA, 'private_key_bits' => $bits]);
    }

    /** @param array<string, mixed> $options */
    private static function privateKey(array $options): string
    {
        openssl_pkey_export(openssl_pkey_new($options), $pem);
        return $pem;
    }
    // koo:end

    /** @param array<string, string> $env */
    private function assertRefused(string $message, array $env): void
    {
        try {
            Settings::read($env + self::env());
            self::fail("nothing says that $message");
        } catch (SettingsError $error) {
            self::assertSame($message, $error->getMessage());
        }
    }

    public function testDefaults(): void
    {
        $settings = Settings::read(self::env());
        self::assertSame(dirname(__DIR__) . '/koogallery.db', $settings->database);
        self::assertSame(['access-key'], array_values(array_unique($settings->keys)));
    }

    public function testMissingKey(): void
    {
        $this->expectException(SettingsError::class);
        $this->expectExceptionMessageMatches('/^KOO_\w+_KEY is missing$/D');
        Settings::read(['KOO_ACCESS_KEY' => ' '] + self::env());
    }
    // koo:if v1

    public function testEncryption(): void
    {
        self::assertSame(128, Settings::read(['KOO_ENCRYPT' => 'aes128'] + self::env())->encryptBits);
        $this->assertRefused('KOO_ENCRYPT must be aes256 or aes128', ['KOO_ENCRYPT' => 'aes512']);
    }
    // koo:end
    // koo:if kit

    public function testPrivateKey(): void
    {
        $base64 = preg_replace('/-----.*-----/', '', self::env()['KOO_RSA_PRIVATE_KEY']);
        Settings::read(['KOO_RSA_PRIVATE_KEY' => str_replace("\n", '', $base64)] + self::env());
        $ec = self::privateKey(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
        foreach ([$ec, self::rsaKey(3071)] as $key) {
            $message = 'KOO_RSA_PRIVATE_KEY must be an RSA key of 3072 bits or more';
            $this->assertRefused($message, ['KOO_RSA_PRIVATE_KEY' => $key]);
        }
        $message = 'KOO_RSA_PRIVATE_KEY is neither PEM nor base64 of PKCS#8 (the text of the key, not a file name)';
        $this->assertRefused($message, ['KOO_RSA_PRIVATE_KEY' => 'private.pem']);
    }
    // koo:end
    // koo:if orders instances
    // koo:if orders on-demand

    public function testOpenApi(): void
    {
        self::assertNull(Settings::read(self::env())->api);
        self::assertNotNull(Settings::read(['KOO_ORDER_API_AK' => 'a', 'KOO_ORDER_API_SK' => 's'] + self::env())->api);
        $this->assertRefused('KOO_ORDER_API_SK is missing', ['KOO_ORDER_API_AK' => 'a']);
        $this->assertRefused('KOO_ORDER_API_AK is missing', ['KOO_ORDER_API_SK' => 's']);
        $this->assertRefused('KOO_ORDER_API_URL must begin with http:// or https://', [
            'KOO_ORDER_API_URL' => 'mkt.myhuaweicloud.com',
            'KOO_ORDER_API_AK' => 'a',
            'KOO_ORDER_API_SK' => 's',
        ]);
    }
    // koo:end
    // koo:end
}
