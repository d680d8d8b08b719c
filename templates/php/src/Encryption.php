// koo:if v1 kit
<?php

declare(strict_types=1);

namespace KooGallery;

/** The encryption of KooGallery. */
final class Encryption
{
    // koo:snippet sensitive-fields client-secret
    /** The bytes of padded base64; null for any other text, of which base64_decode accepts a lot. */
    private static function decodeBase64(string $text): ?string
    {
        $bytes = base64_decode($text, true);
        return $bytes !== false && base64_encode($bytes) === $text ? $bytes : null;
    }
    // koo:end
    // koo:if v1
    // koo:snippet sensitive-fields

    /**
     * The AES key of Java's KeyGenerator, seeded with the access key through SHA1PRNG.
     *
     * @param 128|256 $bits
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
     */
    public static function aesKey(string $accessKey, int $bits): string
    {
        $state = sha1($accessKey, true);
        $output = sha1($state, true);
        // Java adds the bytes as signed numbers; unsigned ones give another key of 256 bits.
        [$a, $b] = [unpack('c*', $state), unpack('c*', $output)];
        $next = '';
        $carry = 1;
        for ($i = 1; $i <= 20; $i++) {
            $sum = $a[$i] + $b[$i] + $carry;
            $next .= chr($sum & 0xff);
            $carry = $sum >> 8;
        }
        if ($next === $state) {
            $next[0] = chr((ord($next[0]) + 1) & 0xff);
        }
        return substr($output . sha1($next, true), 0, intdiv($bits, 8));
    }

    /**
     * Encrypts userName or password of a reply: the IV, then the base64 of AES-CBC.
     *
     * @param string|null $iv 16 letters and digits; by default new ones
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
     */
    public static function encryptField(string $accessKey, int $bits, string $plain, ?string $iv = null): string
    {
        $iv ??= bin2hex(random_bytes(8));
        $aesKey = self::aesKey($accessKey, $bits);
        return $iv . base64_encode(openssl_encrypt($plain, "aes-$bits-cbc", $aesKey, OPENSSL_RAW_DATA, $iv));
    }

    /** Decrypts mobilePhone or email of a request; null if the key, the key length or the text is wrong. */
    public static function decryptField(string $accessKey, int $bits, string $value): ?string
    {
        $ciphertext = self::decodeBase64(substr($value, 16));
        if ($ciphertext === null || $ciphertext === '' || preg_match('/^[\x00-\x7f]{16}/', $value) !== 1) {
            return null;
        }
        $aesKey = self::aesKey($accessKey, $bits);
        $plain = openssl_decrypt($ciphertext, "aes-$bits-cbc", $aesKey, OPENSSL_RAW_DATA, substr($value, 0, 16));
        return $plain !== false && preg_match('//u', $plain) === 1 ? $plain : null;
    }
    // koo:end
    // koo:end
    // koo:if kit
    // koo:snippet client-secret

    /**
     * Decrypts a client secret: RSA-OAEP with SHA-256 and MGF1 with SHA-1, the default of Java; null if it cannot be
     * decrypted. PHP's own OAEP uses SHA-1 for both, so the padding is removed here, in constant time.
     *
     * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
     */
    public static function decryptClientSecret(\OpenSSLAsymmetricKey $privateKey, string $secret): ?string
    {
        $ciphertext = self::decodeBase64(str_replace(["\r", "\n"], '', $secret));
        $length = intdiv(openssl_pkey_get_details($privateKey)['bits'] + 7, 8);
        if ($ciphertext === null || strlen($ciphertext) !== $length) {
            return null;
        }
        if (!openssl_private_decrypt($ciphertext, $block, $privateKey, OPENSSL_NO_PADDING)) {
            return null;
        }
        $maskedData = substr($block, 33);
        $seed = substr($block, 1, 32) ^ self::mgf1($maskedData, 32);
        $data = $maskedData ^ self::mgf1($seed, strlen($maskedData));
        $label = hash('sha256', '', true);
        $bad = ord($block[0]);
        for ($i = 0; $i < 32; $i++) {
            $bad |= ord($data[$i]) ^ ord($label[$i]);
        }
        // The message follows the first byte 1; only zeros may precede it. `>> 31 & 1` is 1 for a negative number.
        $start = 0;
        for ($i = 32; $i < strlen($data); $i++) {
            $byte = ord($data[$i]);
            $searching = ($start - 1) >> 31 & 1;
            $bad |= $searching & ((1 - $byte) >> 31);
            $start += $searching * ((($byte ^ 1) - 1) >> 31 & 1) * ($i + 1);
        }
        $bad |= ($start - 1) >> 31 & 1;
        $text = substr($data, $start);
        return $bad === 0 && preg_match('//u', $text) === 1 ? $text : null;
    }

    private static function mgf1(string $seed, int $length): string
    {
        $mask = '';
        for ($counter = 0; strlen($mask) < $length; $counter++) {
            $mask .= sha1($seed . pack('N', $counter), true);
        }
        return substr($mask, 0, $length);
    }
    // koo:end
    // koo:end
}
// koo:end
