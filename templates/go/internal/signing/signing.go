// Package signing implements the signatures and the encryption of KooGallery. It does no I/O.
package signing

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"unicode/utf16"
)
// koo:if v1-family v2-base

// Param is the name and the decoded value of a parameter.
type Param struct{ Name, Value string }
// koo:end
// koo:snippet v1-auth-token v1-body-sign v2-base v2-kit usage-push ak-sk

func hmacSHA256(key, text string) []byte {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
// koo:end
// koo:snippet v1-auth-token v2-base v2-kit

// compareUTF16 orders names as Java's TreeMap does.
func compareUTF16(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}
// koo:end
