<?php

declare(strict_types=1);

namespace KooGallery;

/** The settings, from the environment. */
final readonly class Settings
{
    /** @param array<string, string> $keys access keys by class, as bound to the address in the seller console */
    private function __construct(
        public array $keys,
        public string $database,
        // koo:if v1 v2
        public string $frontEndUrl,
        // koo:end
        // koo:if v1
        public int $encryptBits,
        // koo:end
        // koo:if kit
        public \OpenSSLAsymmetricKey $rsaPrivateKey,
        // koo:end
        // koo:if license-code
        /** @var list<string> licence codes of this merchant's products */
        public array $licenseCodes,
        // koo:end
        // koo:if orders instances
        // koo:if orders on-demand
        public ?OpenApi $api,
        // koo:end
        // koo:end
    ) {
    }

    /**
     * @param array<string, string> $env
     * @throws SettingsError for what is missing or wrong
     */
    public static function read(array $env): self
    {
        $value = static fn (string $name, string $default = ''): string => trim($env[$name] ?? '') ?: $default;
        $required = static fn (string $name, string $default = ''): string => $value($name, $default)
            ?: throw new SettingsError("$name is missing");
        // koo:if kit license-code order-notify
        $accessKey = $value('KOO_ACCESS_KEY');
        // koo:end
        $keys = [
            // koo:if instances
            'base' => $required('KOO_ACCESS_KEY'),
            // koo:end
            // koo:if kit
            'kit' => $required('KOO_KIT_KEY', $accessKey),
            // koo:end
            // koo:if license-code
            'license' => $required('KOO_LICENSE_KEY', $accessKey),
            // koo:end
            // koo:if order-notify
            'notify' => $required('KOO_NOTIFY_KEY', $accessKey),
            // koo:end
        ];
        return new self(
            keys: $keys,
            database: $value('DATABASE', dirname(__DIR__) . '/koogallery.db'),
            // koo:if v1 v2
            frontEndUrl: $value('FRONT_END_URL', 'https://app.example.com/login'),
            // koo:end
            // koo:if v1
            encryptBits: match ($value('KOO_ENCRYPT', 'aes256')) {
                'aes256' => 256,
                'aes128' => 128,
                default => throw new SettingsError('KOO_ENCRYPT must be aes256 or aes128'),
            },
            // koo:end
            // koo:if kit
            rsaPrivateKey: self::privateKey($required('KOO_RSA_PRIVATE_KEY')),
            // koo:end
            // koo:if license-code
            licenseCodes: array_values(array_filter(
                array_map(trim(...), explode(',', $value('KOO_LICENSE_CODES'))),
                strlen(...),
            )),
            // koo:end
            // koo:if orders instances
            // koo:if orders on-demand
            api: $value('KOO_ORDER_API_AK') . $value('KOO_ORDER_API_SK') === '' ? null : new OpenApi(
                self::address($value('KOO_ORDER_API_URL', 'https://mkt.myhuaweicloud.com')),
                $required('KOO_ORDER_API_AK'),
                $required('KOO_ORDER_API_SK'),
            ),
            // koo:end
            // koo:end
        );
    }
    // koo:if orders instances
    // koo:if orders on-demand

    private static function address(string $url): string
    {
        // PHP would read a file of this name.
        if (preg_match('~^https?://[^/]~', $url) !== 1) {
            throw new SettingsError('KOO_ORDER_API_URL must begin with http:// or https://');
        }
        return rtrim($url, '/');
    }
    // koo:end
    // koo:end
    // koo:if kit

    private static function privateKey(string $text): \OpenSSLAsymmetricKey
    {
        if (!str_contains($text, '-----BEGIN')) {
            $base64 = preg_replace('/\s+/', '', $text);
            $text = "-----BEGIN PRIVATE KEY-----\n" . chunk_split($base64, 64, "\n") . "-----END PRIVATE KEY-----\n";
        }
        $key = openssl_pkey_get_private($text);
        if ($key === false) {
            throw new SettingsError(
                'KOO_RSA_PRIVATE_KEY is neither PEM nor base64 of PKCS#8 (the text of the key, not a file name)',
            );
        }
        $details = openssl_pkey_get_details($key);
        if ($details['type'] !== OPENSSL_KEYTYPE_RSA || $details['bits'] < 3072) {
            throw new SettingsError('KOO_RSA_PRIVATE_KEY must be an RSA key of 3072 bits or more');
        }
        return $key;
    }
    // koo:end
}
