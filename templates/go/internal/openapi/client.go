// koo:if orders on-demand
// koo:if orders instances
// Package openapi calls the open API of KooGallery.
package openapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.com/koogallery-callbacks/internal/signing"
)

// maxResponse is more bytes than the open API sends.
const maxResponse = 1 << 20

// Client calls the open API with the AK/SK of a user of the seller's account.
type Client struct {
	baseURL, ak, sk string
	http            *http.Client
}

// New returns a client of the API at baseURL, by default https://mkt.myhuaweicloud.com.
func New(baseURL, ak, sk string, timeout time.Duration) (*Client, error) {
	baseURL = strings.TrimSuffix(cmp.Or(baseURL, "https://mkt.myhuaweicloud.com"), "/")
	if base, err := url.Parse(baseURL); err != nil || base.Host == "" {
		return nil, errors.New("not an absolute URL")
	}
	return &Client{baseURL, ak, sk, &http.Client{
		Timeout: timeout,
		// A signed request must not be sent elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// call sends a signed request and decodes the JSON of its response.
func (c *Client) call(ctx context.Context, method, path string, header map[string]string, body []byte, into any) error {
	target, err := url.Parse(c.baseURL + path)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, target.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	date := time.Now().UTC().Format("20060102T150405Z")
	for name, value := range header {
		request.Header.Set(name, value)
	}
	request.Header.Set("X-Sdk-Date", date)
	request.Header.Set("Authorization", signing.SignRequest(c.ak, c.sk, date, method, target, header, body))
	response, err := c.http.Do(request)
	if err != nil {
		// Without the URL, since errors are logged and its query has values of the call.
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err
		}
		return fmt.Errorf("the open API cannot be reached: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxResponse+1))
	if err != nil {
		return err
	}
	if len(text) > maxResponse {
		return errors.New("the response of the open API is too long")
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("the open API answered HTTP %d, but not with the expected JSON", response.StatusCode)
	}
	return nil
}
// koo:end
// koo:end
