// Command crosscheck answers the requests of the cross-check with the signing of a starter. It is copied into the
// starter, because other modules cannot import its internal packages.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"os"

	"example.com/koogallery-callbacks/internal/signing"
)

type request struct {
	Op, Key, Form, IV, Plain, Value, Nonce, TS string
	// The tags keep them apart: names match ignoring case.
	TimeStamp string `json:"timeStamp"`
	Timestamp string `json:"timestamp"`

	AK, SK, Date, Method, URL, PrivateKey, Secret string
	Params                                        [][2]string
	Bits                                          int
	Headers                                       map[string]string
	Body                                          []byte // base64
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			panic(err)
		}
		out, err := answer(r)
		answer := map[string]any{"out": out}
		if err != nil {
			answer["out"] = nil
		}
		if err := answers.Encode(answer); err != nil {
			panic(err)
		}
	}
}

func answer(r request) (string, error) {
	switch r.Op {
	case "authToken":
		var params []signing.Param
		for _, param := range r.Params {
			params = append(params, signing.Param{Name: param[0], Value: param[1]})
		}
		return signing.AuthToken(r.Key, r.TimeStamp, params, signing.Form(r.Form)), nil
	case "bodySign":
		return signing.BodySign(r.Key, r.Body), nil
	case "aesKey":
		return hex.EncodeToString(signing.AESKey(r.Key, r.Bits)), nil
	case "encryptField":
		return signing.EncryptField(r.Key, r.Bits, r.IV, r.Plain)
	case "decryptField":
		return signing.DecryptField(r.Key, r.Bits, r.Value)
	case "v2Signature":
		return signing.V2Signature(r.Key, signing.CanonicalPayload(r.Body), r.Timestamp, r.Nonce), nil
	case "kitSignature":
		return signing.KitSignature(r.Key, signing.CanonicalPayload(r.Body), r.Timestamp, r.Nonce), nil
	case "usageSignature":
		return signing.UsageSignature(r.Key, r.TS, r.Nonce, r.Body), nil
	case "signRequest":
		target, err := url.Parse(r.URL)
		if err != nil {
			return "", err
		}
		return signing.SignRequest(r.AK, r.SK, r.Date, r.Method, target, r.Headers, r.Body), nil
	case "decryptClientSecret":
		key, err := signing.ParsePrivateKey(r.PrivateKey)
		if err != nil {
			return "", err
		}
		return signing.DecryptClientSecret(key, r.Secret)
	}
	return "", fmt.Errorf("unknown operation %q", r.Op)
}
