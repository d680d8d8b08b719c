// koo:if orders
package openapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestOfAResponseNoMoreIsReadThanTheOpenAPISends(t *testing.T) {
	var more int
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(response, `{"resultCode":"MKT.0150","more":"`+strings.Repeat("1", more)+`"}`)
	}))
	defer server.Close()
	client, err := New(server.URL, "ak", "sk", 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	more = 1000 * 1024
	if _, err := client.QueryOrder(context.Background(), "order", "line"); !errors.Is(err, ErrNoOrder) {
		t.Errorf("a long response: %v", err)
	}
	more = 1024 * 1024
	_, err = client.QueryOrder(context.Background(), "order", "line")
	if err == nil || err.Error() != "the response of the open API is too long" {
		t.Errorf("a response that is too long: %v", err)
	}
}
// koo:end
