// koo:if v1-family
package signing

import (
	"encoding/base64"
	// koo:if v1-kit
	"encoding/json"
	// koo:end
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Form is where the parameters of a V1 call are; it decides what happens to empty ones.
type Form string

const (
	Get  Form = "get"  // in the query: empty parameters are signed
	Post Form = "post" // properties of the body: blank ones are not
)
// koo:snippet v1-auth-token

// AuthToken returns the authToken of a V1 call: base64 of the HMAC-SHA256 of k1=v1&k2=v2… with the key accessKey +
// timeStamp. Names are in ascending order, values are decoded; of repeated parameters the first one counts.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
func AuthToken(key, timeStamp string, params []Param, form Form) string {
	first := map[string]string{}
	for _, param := range params {
		if _, repeated := first[param.Name]; !repeated && param.Name != "authToken" {
			first[param.Name] = param.Value
		}
	}
	var names []string
	for name, value := range first {
		if form == Get || !isBlank(value) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, compareUTF16)
	pairs := make([]string, len(names))
	for i, name := range names {
		pairs[i] = name + "=" + first[name]
	}
	return base64.StdEncoding.EncodeToString(hmacSHA256(key+timeStamp, strings.Join(pairs, "&")))
}

// isBlank is Java's StringUtils.isBlank: no-break spaces are not blank.
func isBlank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		switch {
		case r >= '\t' && r <= '\r', r >= 0x1c && r <= ' ':
			return false
		case r == 0xa0, r == 0x2007, r == 0x202f:
			return true
		}
		return !unicode.In(r, unicode.Z)
	})
}
// koo:end
// koo:if v1-kit
// koo:snippet v1-auth-token

// BodyParams returns the properties of a JSON object as the parameters that its authToken signs: strings as they are,
// other values as compact JSON, nulls not at all.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
func BodyParams(body []byte) []Param {
	var params []Param
	for name, raw := range members(body) {
		value := compact(raw)
		if value == "null" {
			continue
		}
		if value[0] == '"' {
			// Valid JSON: it was parsed above.
			_ = json.Unmarshal(raw, &value)
		}
		params = append(params, Param{name, value})
	}
	return params
}
// koo:end
// koo:end
// koo:snippet v1-body-sign

// BodySign returns the header Body-Sign of a V1 reply. It signs the exact bytes of the body with the access key only.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
func BodySign(key string, body []byte) string {
	signature := base64.StdEncoding.EncodeToString(hmacSHA256(key, string(body)))
	return fmt.Sprintf(`sign_type="HMAC-SHA256", signature="%s"`, signature)
}
// koo:end
// koo:end
