// koo:if kit
// koo:snippet client-secret
package signing

import (
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1"
	_ "crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"unicode/utf8"
)

// ParsePrivateKey reads an RSA private key in PKCS#8: PEM, or base64 without the PEM lines.
func ParsePrivateKey(text string) (*rsa.PrivateKey, error) {
	var der []byte
	if block, _ := pem.Decode([]byte(text)); block != nil {
		der = block.Bytes
	} else {
		der, _ = base64.StdEncoding.DecodeString(text)
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errors.New("neither PEM nor base64 of PKCS#8: it must be the text of an RSA key, not a file name")
	}
	if key, ok := key.(*rsa.PrivateKey); ok {
		return key, nil
	}
	return nil, errors.New("not an RSA key")
}

// DecryptClientSecret decrypts clientSecret of applicationSync: RSA-OAEP with SHA-256, but MGF1 with SHA-1, as Java's
// OAEPWithSHA-256AndMGF1Padding.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html
func DecryptClientSecret(key *rsa.PrivateKey, secret string) (string, error) {
	ciphertext, err := base64.StdEncoding.Strict().DecodeString(secret)
	if err != nil {
		return "", errors.New("the client secret is not base64")
	}
	if len(ciphertext) != key.Size() {
		return "", errors.New("the length of the client secret is not that of the key")
	}
	plain, err := key.Decrypt(nil, ciphertext, &rsa.OAEPOptions{Hash: crypto.SHA256, MGFHash: crypto.SHA1})
	if err != nil || !utf8.Valid(plain) {
		return "", errors.New("the client secret cannot be decrypted")
	}
	return string(plain), nil
}
// koo:end
// koo:end
