// koo:if on-demand
// koo:if instances
package openapi

import (
	"encoding/json"
	"testing"
)

func TestRejectedRecordsAreFoundAnywhere(t *testing.T) {
	sent := map[string]bool{"a": true, "b": true}
	for text, want := range map[string]int{
		`{}`: 0, `{"data":null}`: 0, `{"data":{"list":[]}}`: 0,
		`{"data":[{"metering_sn":"a","error_code":"001"}]}`:        1,
		`{"x":{"y":[{"metering_sn":"a","error_code":"001"}]}}`:     1,
		`{"data":{"metering_sn":"a","error_code":1,"time":"now"}}`: 1,
	} {
		rejected := map[string]string{}
		if err := addRejected(parsed(t, text), sent, rejected); err != nil || len(rejected) != want {
			t.Errorf("%s: %v, %v", text, rejected, err)
		}
	}
}

func TestAnythingElseIsNoSuccess(t *testing.T) {
	for _, text := range []string{
		`{"data":["a"]}`, `{"data":{"a":"001"}}`, `{"fail_count":1}`, `{"data":"see the console"}`,
		`{"data":[{}]}`, `{"data":[{"metering_sn":"a","error_code":"001","more":[{"metering_sn":"b"}]}]}`,
		`{"data":[{"metering_sn":"a"}]}`, `{"data":[{"metering_sn":"x","error_code":"001"}]}`,
	} {
		if err := addRejected(parsed(t, text), map[string]bool{"a": true}, map[string]string{}); err == nil {
			t.Errorf("%s was accepted", text)
		}
	}
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// koo:end
// koo:end
