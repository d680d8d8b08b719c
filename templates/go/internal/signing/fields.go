// koo:if v1
// koo:snippet sensitive-fields
package signing

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf8"
)

// AESKey derives the AES key of sensitive fields from the access key, as Java's KeyGenerator does with a SecureRandom
// "SHA1PRNG" whose seed is the access key. bits is 128 or 256.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
func AESKey(accessKey string, bits int) []byte {
	var key []byte
	state := sha1.Sum([]byte(accessKey))
	for len(key) < bits/8 {
		output := sha1.Sum(state[:])
		key = append(key, output[:]...)
		// Java adds signed bytes; adding unsigned ones gives another key.
		carry, changed := 1, false
		for i := range state {
			sum := int(int8(state[i])) + int(int8(output[i])) + carry
			changed = changed || state[i] != byte(sum)
			state[i] = byte(sum)
			carry = sum >> 8
		}
		if !changed {
			state[0]++
		}
	}
	return key[:bits/8]
}

// EncryptField encrypts a sensitive field of V1: the IV, then base64 of AES-CBC with PKCS#5 padding. The IV is 16
// random letters and digits.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
func EncryptField(accessKey string, bits int, iv, plain string) (string, error) {
	if len(iv) != aes.BlockSize {
		return "", errors.New("the IV must have 16 characters")
	}
	block, err := aes.NewCipher(AESKey(accessKey, bits))
	if err != nil {
		return "", err
	}
	padding := aes.BlockSize - len(plain)%aes.BlockSize
	text := append([]byte(plain), bytes.Repeat([]byte{byte(padding)}, padding)...)
	cipher.NewCBCEncrypter(block, []byte(iv)).CryptBlocks(text, text)
	return iv + base64.StdEncoding.EncodeToString(text), nil
}

var errField = errors.New("the field cannot be decrypted")

// DecryptField is the inverse of EncryptField.
func DecryptField(accessKey string, bits int, value string) (string, error) {
	if len(value) <= aes.BlockSize {
		return "", errField
	}
	iv := value[:aes.BlockSize]
	text, err := base64.StdEncoding.Strict().DecodeString(value[aes.BlockSize:])
	// The decoder ignores line breaks.
	if err != nil || len(text) == 0 || len(text)%aes.BlockSize != 0 || strings.ContainsAny(value[aes.BlockSize:], "\r\n") {
		return "", errField
	}
	block, err := aes.NewCipher(AESKey(accessKey, bits))
	if err != nil {
		return "", err
	}
	cipher.NewCBCDecrypter(block, []byte(iv)).CryptBlocks(text, text)
	padding := int(text[len(text)-1])
	if padding == 0 || padding > aes.BlockSize {
		return "", errField
	}
	end := len(text) - padding
	if !bytes.Equal(text[end:], bytes.Repeat([]byte{byte(padding)}, padding)) || !utf8.Valid(text[:end]) {
		return "", errField
	}
	return string(text[:end]), nil
}
// koo:end
// koo:end
