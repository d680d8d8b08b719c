package signing

import (
	_ "embed"
	// koo:if v1
	"encoding/hex"
	// koo:end
	"encoding/json"
	// koo:if orders on-demand
	// koo:if orders instances
	"net/url"
	"strings"
	// koo:end
	// koo:end
	"testing"
)

//go:embed vectors.json
var vectors []byte

// vector is a test vector; each scheme has some of its members.
type vector struct {
	AccessKey string
	// koo:if v1

	Keys []struct {
		AccessKey, Hex string
		Bits           int
	}
	// koo:end
	// koo:if kit

	PrivateKey string
	// koo:end
	// koo:if orders on-demand
	// koo:if orders instances

	AK, SK, Date string
	// koo:end
	// koo:end

	Cases []struct {
		Body, Signature, Plain string
		// koo:if v1-family

		Query, AuthToken, Header string
		// koo:end
		// koo:if v1

		Bits      int
		IV, Value string
		// koo:end
		// koo:if v2-family

		Timestamp string
		// koo:end
		// koo:if v2-family on-demand

		Nonce string
		// koo:end
		// koo:if kit

		ClientSecret string
		// koo:end
		// koo:if orders on-demand
		// koo:if orders instances

		Method, URL string
		Headers     map[string]string
		// koo:end
		// koo:end
		// koo:if on-demand

		TS string
		// koo:end
	}
}

func read(t *testing.T, name string) vector {
	t.Helper()
	var all map[string]vector
	if err := json.Unmarshal(vectors, &all); err != nil {
		t.Fatal(err)
	}
	if len(all[name].Cases) == 0 {
		t.Fatalf("no vectors of %s", name)
	}
	return all[name]
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %s, want %s", what, got, want)
	}
}
// koo:if v1

func TestAuthToken(t *testing.T) {
	v := read(t, "v1AuthToken")
	for _, c := range v.Cases {
		params := ParseQuery(c.Query)
		equal(t, "authToken", AuthToken(v.AccessKey, First(params, "timeStamp"), params, Get), c.AuthToken)
	}
}

func TestFields(t *testing.T) {
	v := read(t, "sensitiveFields")
	for _, k := range v.Keys {
		equal(t, "the AES key", hex.EncodeToString(AESKey(k.AccessKey, k.Bits)), k.Hex)
	}
	for _, c := range v.Cases {
		value, err := EncryptField(v.AccessKey, c.Bits, c.IV, c.Plain)
		if err != nil {
			t.Error(err)
		}
		equal(t, "the field", value, c.Value)
		plain, err := DecryptField(v.AccessKey, c.Bits, c.Value)
		if err != nil {
			t.Error(err)
		}
		equal(t, "the text", plain, c.Plain)
		if _, err := DecryptField(v.AccessKey+"x", c.Bits, c.Value); err == nil {
			t.Error("another key decrypts the field")
		}
	}
}
// koo:end
// koo:if v1-kit

func TestKitAuthToken(t *testing.T) {
	v := read(t, "v1KitAuthToken")
	for _, c := range v.Cases {
		params := BodyParams([]byte(c.Body))
		timeStamp := ""
		for _, param := range params {
			if param.Name == "timeStamp" {
				timeStamp = param.Value
			}
		}
		equal(t, "authToken", AuthToken(v.AccessKey, timeStamp, params, Post), c.AuthToken)
	}
}
// koo:end
// koo:if v1-family

func TestBodySign(t *testing.T) {
	v := read(t, "bodySign")
	for _, c := range v.Cases {
		equal(t, "Body-Sign", BodySign(v.AccessKey, []byte(c.Body)), c.Header)
	}
}
// koo:end
// koo:if v2-base

func TestV2Signature(t *testing.T) {
	v := read(t, "v2Base")
	for _, c := range v.Cases {
		payload := CanonicalPayload([]byte(c.Body))
		equal(t, "the signature", V2Signature(v.AccessKey, payload, c.Timestamp, c.Nonce), c.Signature)
	}
}
// koo:end
// koo:if v2-kit

func TestKitSignature(t *testing.T) {
	v := read(t, "v2Kit")
	for _, c := range v.Cases {
		payload := CanonicalPayload([]byte(c.Body))
		equal(t, "x-sign", KitSignature(v.AccessKey, payload, c.Timestamp, c.Nonce), c.Signature)
	}
}
// koo:end
// koo:if v2-family

func TestCanonicalPayload(t *testing.T) {
	for body, want := range map[string]string{
		`{"b": 1.50, "a": {"z": [1, null], "y": 2}}`:  `{"a":{"z":[1,null],"y":2},"b":1.50}`,
		`{"b":null,"a":"\/\u4e2d\u001f"}`:             `{"a":"/中\u001F"}`,
		`{"a":1,"a":2}`:                               `{"a":2}`,
		`{"\uff5a":1,"\ud83d\ude00":2}`:               `{"😀":2,"ｚ":1}`,
		`{"\ud83d":["\ud83d\ude00\uDE00","\\ud800"]}`: `{"?":["😀?","\\ud800"]}`,
		`[1]`: `[1]`,
		`{`:   `{`,
	} {
		equal(t, "the payload", CanonicalPayload([]byte(body)), want)
	}
}
// koo:end
// koo:if kit

func TestDecryptClientSecret(t *testing.T) {
	v := read(t, "clientSecret")
	key, err := ParsePrivateKey(v.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Cases {
		plain, err := DecryptClientSecret(key, c.ClientSecret)
		if err != nil {
			t.Error(err)
		}
		equal(t, "the client secret", plain, c.Plain)
		if _, err := DecryptClientSecret(key, "AAAA"+c.ClientSecret[4:]); err == nil {
			t.Error("a changed client secret is decrypted")
		}
	}
}
// koo:end
// koo:if orders on-demand
// koo:if orders instances

func TestSignRequest(t *testing.T) {
	v := read(t, "akSk")
	for _, c := range v.Cases {
		target, err := url.Parse(c.URL)
		if err != nil {
			t.Fatal(err)
		}
		got := SignRequest(v.AK, v.SK, v.Date, c.Method, target, c.Headers, []byte(c.Body))
		_, signature, _ := strings.Cut(got, "Signature=")
		equal(t, "the signature", signature, c.Signature)
	}
}
// koo:if on-demand
// koo:if instances

func TestUsageSignature(t *testing.T) {
	v := read(t, "usagePush")
	for _, c := range v.Cases {
		equal(t, "the signature", UsageSignature(v.AccessKey, c.TS, c.Nonce, []byte(c.Body)), c.Signature)
	}
}
// koo:end
// koo:end
// koo:end
// koo:end
