// koo:if v2-family
package callbacks

import (
	"context"
	"crypto/hmac"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/koogallery-callbacks/internal/signing"
)
// koo:if v2-base

// openV2 reads a V2 call: the signature of the body is in the query.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
func (c *call) openV2(request Request, key string) error {
	query := signing.ParseQuery(request.Query)
	c.nonce = signing.First(query, "nonce")
	signature, timestamp := signing.First(query, "signature"), signing.First(query, "timestamp")
	return c.verify(request.Body, signature, timestamp, key, signing.V2Signature)
}
// koo:end
// koo:if v2-kit

// openV2Kit reads a V2 call of the kit: the signature of the body is in headers.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
func (c *call) openV2Kit(request Request, key string) error {
	c.nonce = request.Header["x-nonce"]
	signature, timestamp := request.Header["x-sign"], request.Header["x-timestamp"]
	return c.verify(request.Body, signature, timestamp, key, signing.KitSignature)
}
// koo:end

// The first digit is not 0: that could have been the end of the nonce, which the signature does not separate.
var milliseconds = regexp.MustCompile(`^[1-9]\d{12}$`)

// verify checks the signature and the timestamp, then reads the body. It also accepts a signature of the body as sent.
func (c *call) verify(body []byte, signature, timestamp, key string, sign func(key, payload, timestamp, nonce string) string) error {
	switch {
	case signature == "":
		return refuse(unauthenticated, "the signature is missing")
	case !milliseconds.MatchString(timestamp):
		return refuse(invalid, "the timestamp is missing or not a number")
	case c.nonce == "":
		return refuse(invalid, "the nonce is missing")
	case !utf8.Valid(body) || isExcessive(body):
		return errNotAnObject
	}
	given := []byte(strings.ToUpper(signature))
	if !hmac.Equal([]byte(sign(key, signing.CanonicalPayload(body), timestamp, c.nonce)), given) &&
		!hmac.Equal([]byte(sign(key, string(body), timestamp, c.nonce)), given) {
		return refuse(unauthenticated, "the signature is wrong")
	}
	// 13 digits fit.
	sent, _ := strconv.ParseInt(timestamp, 10, 64)
	if age := c.now.UnixMilli() - sent; age > 60_000 || age < -60_000 {
		return refuse(invalid, "the timestamp differs from the time by more than 60 s")
	}
	// Both are remembered as they are signed.
	c.nonce += timestamp
	var err error
	c.values, err = parseObject(body)
	return err
}

// refuseReplay refuses a nonce that was used before. Each class has its own key, and so its own nonces.
func (c *call) refuseReplay(ctx context.Context) error {
	if c.nonce == "" {
		return nil
	}
	isNew, err := c.Store.AddNonce(ctx, protocols[c.protocol].keyClass, c.nonce, c.now)
	if err == nil && !isNew {
		err = refuse(unauthenticated, "the nonce has been used before")
	}
	return err
}
// koo:end
