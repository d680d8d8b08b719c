// Package signing implements the signatures and the encryption of KooGallery. It does no I/O.
package signing

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
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

// compareUTF16 orders names as Java's TreeMap does: as UTF-8, but characters above U+FFFF, whose first byte is 0xF0 or
// more, precede those from U+E000 on, whose first byte is 0xEE or 0xEF.
func compareUTF16(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i == len(a) || i == len(b) {
		return cmp.Compare(len(a), len(b))
	}
	x, y := a[i], b[i]
	if x >= 0xee && y >= 0xee && (x >= 0xf0) != (y >= 0xf0) {
		x, y = y, x
	}
	return cmp.Compare(x, y)
}
// koo:end
