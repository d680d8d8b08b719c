// koo:if on-demand
// koo:if instances
package openapi

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"example.com/koogallery-callbacks/internal/signing"
)

// MaxUsageRecords is the number of records that a push may have.
const MaxUsageRecords = 1000

// UsageRecord is the usage of an instance in a time of at most an hour. Its keys are in ascending order, as the
// signature requires. Times are yyyyMMdd'T'HHmmss'Z' in UTC.
type UsageRecord struct {
	BeginTime  string `json:"begin_time"`
	EndTime    string `json:"end_time"`
	InstanceID string `json:"instance_id"`
	MeteringSN string `json:"metering_sn"` // unique; at most 64 characters
	RecordTime string `json:"record_time"`
	UsageValue string `json:"usage_value"` // at most four decimals
}

// PushUsage sends records, and returns the codes of those that were rejected by metering_sn.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
func (c *Client) PushUsage(ctx context.Context, accessKey string, records []UsageRecord) (map[string]string, error) {
	body, err := json.Marshal(map[string]any{"usage_records": records})
	if err != nil {
		return nil, err
	}
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	ts, nonce := strconv.FormatInt(time.Now().UnixMilli(), 10), hex.EncodeToString(random)
	var result map[string]any
	err = c.call(ctx, "POST", "/api/mkp-openapi-public/global/v1/isv/usage-data", map[string]string{
		"Content-Type": "application/json;charset=UTF-8",
		"signature":    signing.UsageSignature(accessKey, ts, nonce, body),
		"ts":           ts,
		"nonce":        nonce,
	}, body, &result)
	if err != nil {
		return nil, err
	}
	if code := result["error_code"]; code != "MKT.0000" {
		return nil, fmt.Errorf("the usage push failed: %.60q", fmt.Sprint(code, " ", result["error_msg"]))
	}
	message, _ := result["error_msg"].(string)
	if result["error_msg"] != nil && !successMessage.MatchString(message) {
		return nil, errNotUnderstood
	}
	for _, name := range []string{"error_code", "error_msg", "request_id"} {
		delete(result, name)
	}
	sent := map[string]bool{}
	for _, record := range records {
		sent[record.MeteringSN] = true
	}
	rejected := map[string]string{}
	return rejected, addRejected(result, sent, rejected)
}

var (
	successMessage   = regexp.MustCompile(`(?i)^((success(ful)?|ok|成功)[.!。！]?)?$`)
	errNotUnderstood = errors.New("the response to the usage push has something that is not understood")
)

// addRejected adds the rejected records of a response. Huawei does not publish where they are, so they may be anywhere.
// With anything else in it, no record counts as accepted: it may say that one is not.
func addRejected(value any, sent map[string]bool, rejected map[string]string) error {
	if record, ok := sentRecord(value, sent); ok {
		rejected[record["metering_sn"].(string)] = fmt.Sprint(record["error_code"])
		return nil
	}
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		for _, inner := range value {
			if _, ok := sentRecord(inner, sent); !ok {
				return errNotUnderstood
			}
			if err := addRejected(inner, sent, rejected); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		for _, inner := range value {
			if err := addRejected(inner, sent, rejected); err != nil {
				return err
			}
		}
		return nil
	}
	if value == "" {
		return nil
	}
	return errNotUnderstood
}

// sentRecord tells whether a value is a record that was sent, with a code and nothing that has more in it.
func sentRecord(value any, sent map[string]bool) (map[string]any, bool) {
	record, _ := value.(map[string]any)
	sn, _ := record["metering_sn"].(string)
	if !sent[sn] || record["error_code"] == nil {
		return nil, false
	}
	for _, inner := range record {
		switch inner.(type) {
		case map[string]any, []any:
			return nil, false
		}
	}
	return record, true
}
// koo:end
// koo:end
