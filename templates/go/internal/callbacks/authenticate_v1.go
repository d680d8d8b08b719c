// koo:if v1-family
package callbacks

import (
	"crypto/hmac"
	"regexp"
	// koo:if v1-kit
	"strings"
	// koo:end
	"time"

	"example.com/koogallery-callbacks/internal/signing"
)
// koo:if v1

// openV1 reads a V1 call: all parameters are in the query.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
func (c *call) openV1(request Request, key string) error {
	params := signing.ParseQuery(request.Query)
	token := signing.First(params, "authToken")
	if err := verifyToken(token, signing.First(params, "timeStamp"), key, params, signing.Get); err != nil {
		return err
	}
	c.values = map[string]any{}
	for _, param := range params {
		if _, isRepeated := c.values[param.Name]; !isRepeated {
			c.values[param.Name] = param.Value
		}
	}
	return nil
}
// koo:end
// koo:if v1-kit

// openV1Kit reads a V1 call of the kit: the header authToken signs the properties of the body.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
func (c *call) openV1Kit(request Request, key string) error {
	// Huawei's examples print the token in quotation marks.
	token := strings.Trim(request.Header["authtoken"], `"`)
	if token == "" {
		return errNoToken
	}
	body, err := parseObject(request.Body)
	if err != nil {
		return err
	}
	timeStamp, _ := body["timeStamp"].(string)
	if err := verifyToken(token, timeStamp, key, signing.BodyParams(request.Body), signing.Post); err != nil {
		return err
	}
	c.values = body
	return nil
}
// koo:end

var errNoToken = refuse(unauthenticated, "authToken is missing")

func verifyToken(token, timeStamp, key string, params []signing.Param, form signing.Form) error {
	if token == "" {
		return errNoToken
	}
	if !isTimeStamp(timeStamp) {
		return refuse(invalid, "timeStamp is missing or not yyyyMMddHHmmssSSS")
	}
	if !hmac.Equal([]byte(signing.AuthToken(key, timeStamp, params, form)), []byte(token)) {
		return refuse(unauthenticated, "authToken is wrong")
	}
	return nil
}

var seventeenDigits = regexp.MustCompile(`^\d{17}$`)

func isTimeStamp(text string) bool {
	if !seventeenDigits.MatchString(text) {
		return false
	}
	_, err := time.Parse("20060102150405", text[:14])
	return err == nil
}
// koo:end
