// koo:if orders on-demand
// koo:if orders instances
package signing

import (
	"crypto/sha256"
	// koo:if on-demand
	// koo:if instances
	"encoding/base64"
	// koo:end
	// koo:end
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
)
// koo:snippet ak-sk

// SignRequest returns the header Authorization of a request to the open API. All headers given are signed, besides
// Host and X-Sdk-Date. date is that of X-Sdk-Date: yyyyMMdd'T'HHmmss'Z' in UTC.
//
// https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
func SignRequest(ak, sk, date, method string, target *url.URL, header map[string]string, body []byte) string {
	signed := map[string]string{"host": target.Host, "x-sdk-date": date}
	for name, value := range header {
		signed[strings.ToLower(name)] = strings.TrimSpace(value)
	}
	var names []string
	for name := range signed {
		names = append(names, name)
	}
	slices.Sort(names)
	var headers strings.Builder
	for _, name := range names {
		headers.WriteString(name + ":" + signed[name] + "\n")
	}
	request := strings.Join([]string{
		method,
		canonicalPath(target),
		canonicalQuery(target.Query()),
		headers.String(),
		strings.Join(names, ";"),
		hexSHA256(body),
	}, "\n")
	const algorithm = "SDK-HMAC-SHA256"
	text := algorithm + "\n" + date + "\n" + hexSHA256([]byte(request))
	return fmt.Sprintf("%s Access=%s, SignedHeaders=%s, Signature=%s",
		algorithm, ak, strings.Join(names, ";"), hex.EncodeToString(hmacSHA256(sk, text)))
}

// canonicalPath ends with a slash, even if the path sent does not.
func canonicalPath(target *url.URL) string {
	segments := strings.Split(target.EscapedPath(), "/")
	for i, segment := range segments {
		if decoded, err := url.PathUnescape(segment); err == nil {
			segments[i] = percentEncode(decoded)
		}
	}
	return strings.TrimSuffix(strings.Join(segments, "/"), "/") + "/"
}

// canonicalQuery sorts the parameters by name, then by value.
func canonicalQuery(query url.Values) string {
	for _, values := range query {
		slices.Sort(values)
	}
	return strings.ReplaceAll(query.Encode(), "+", "%20")
}

// percentEncode keeps letters, digits and -_.~ only.
func percentEncode(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

func hexSHA256(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
// koo:end
// koo:if on-demand
// koo:if instances
// koo:snippet usage-push

// UsageSignature returns the header signature of the usage push. body is compact JSON with its keys in ascending order
// at every level, and is sent exactly so.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
func UsageSignature(accessKey, ts, nonce string, body []byte) string {
	return base64.StdEncoding.EncodeToString(hmacSHA256(accessKey, "ts="+ts+"&nonce="+nonce+"&body="+string(body)))
}
// koo:end
// koo:end
// koo:end
// koo:end
// koo:end
