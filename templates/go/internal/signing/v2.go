// koo:if v2-family
package signing

import (
	"encoding/hex"
	"slices"
	"strings"
)
// koo:snippet v2-base v2-kit

// CanonicalPayload returns the text that V2 signatures sign: compact JSON with the top-level keys in ascending order
// and without top-level nulls. Nested values keep their order. A body that is not a JSON object is returned as it is.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
func CanonicalPayload(body []byte) string {
	values := members(body)
	if values == nil {
		return string(body)
	}
	var names []string
	for name, value := range values {
		if string(value) != "null" {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, compareUTF16)
	pairs := make([]string, len(names))
	for i, name := range names {
		pairs[i] = quote(name) + ":" + compact(values[name])
	}
	return "{" + strings.Join(pairs, ",") + "}"
}
// koo:end
// koo:if v2-base
// koo:snippet v2-base

// V2Signature returns the signature in the query of V2 calls: upper-case hex; compare it ignoring case. Both HMACs
// use the access key.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
func V2Signature(key, payload, timestamp, nonce string) string {
	inner := hex.EncodeToString(hmacSHA256(key, payload))
	return strings.ToUpper(hex.EncodeToString(hmacSHA256(key, key+nonce+timestamp+inner)))
}
// koo:end
// koo:end
// koo:if v2-kit
// koo:snippet v2-kit

// KitSignature returns the header x-sign of V2 kit calls. Unlike V2Signature, it does not hash the payload first.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
func KitSignature(key, payload, timestamp, nonce string) string {
	return strings.ToUpper(hex.EncodeToString(hmacSHA256(key, key+nonce+timestamp+payload)))
}
// koo:end
// koo:end
// koo:end
