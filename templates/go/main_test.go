package main

import (
	"bytes"
	// koo:if kit
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	// koo:end
	"io"
	"log/slog"
	"net/http/httptest"
	// koo:if kit
	"os"
	// koo:end
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/koogallery-callbacks/internal/store"
)

// environment returns the settings of a test.
func environment(t *testing.T) map[string]string {
	t.Helper()
	env := map[string]string{"KOO_ACCESS_KEY": "access-key"}
	// koo:if orders
	env["KOO_ORDER_API_AK"], env["KOO_ORDER_API_SK"] = "ak", "sk"
	// koo:end
	// koo:if kit
	text, err := os.ReadFile("internal/signing/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct{ ClientSecret struct{ PrivateKey string } }
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	env["KOO_RSA_PRIVATE_KEY"] = vectors.ClientSecret.PrivateKey
	// koo:end
	return env
}

func TestReadConfig(t *testing.T) {
	env := environment(t)
	// koo:if kit
	short, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	shortKey, err := x509.MarshalPKCS8PrivateKey(short)
	if err != nil {
		t.Fatal(err)
	}
	// koo:end
	for _, setting := range []struct{ name, wrong string }{
		// koo:if v1 v2 online-license
		{"KOO_ACCESS_KEY", ""},
		// koo:end
		{"PORT", "65536"},
		{"PORT", "http"},
		// koo:if v1
		{"KOO_ENCRYPT", "aes192"},
		// koo:end
		// koo:if kit
		{"KOO_RSA_PRIVATE_KEY", "bm8ga2V5"},
		{"KOO_RSA_PRIVATE_KEY", "rsa.pem"},
		{"KOO_RSA_PRIVATE_KEY", base64.StdEncoding.EncodeToString(shortKey)},
		// koo:end
		// koo:if orders
		{"KOO_ORDER_API_URL", "mkt.myhuaweicloud.com"},
		{"KOO_ORDER_API_AK", ""},
		{"KOO_ORDER_API_SK", ""},
		// koo:end
	} {
		right := env[setting.name]
		env[setting.name] = setting.wrong
		_, err := readConfig(func(name string) string { return env[name] })
		if err == nil || !strings.Contains(err.Error(), setting.name) {
			t.Errorf("%s=%s: the error is %v", setting.name, setting.wrong, err)
		}
		env[setting.name] = right
	}
	if _, err := readConfig(func(name string) string { return env[name] }); err != nil {
		t.Error(err)
	}
}

func TestHandler(t *testing.T) {
	env := environment(t)
	cfg, err := readConfig(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	if cfg.service.Store, err = store.Open(filepath.Join(t.TempDir(), "test.db")); err != nil {
		t.Fatal(err)
	}
	defer cfg.service.Store.Close()
	var log bytes.Buffer
	handle := handler(cfg.service, slog.New(slog.NewTextHandler(&log, nil)))
	for name, body := range map[string]io.Reader{
		"incomplete": iotest.ErrReader(io.ErrUnexpectedEOF),
		"too long":   strings.NewReader(strings.Repeat("x", 1<<20+1)),
	} {
		recorder := httptest.NewRecorder()
		handle(recorder, httptest.NewRequest("POST", "/saasproduce?x=value-1", body))
		if reply := recorder.Body.String(); !strings.Contains(reply, `"resultCode":"000002"`) {
			t.Errorf("a body that is %s: %s", name, reply)
		}
	}
	if strings.Count(log.String(), "resultCode=000002") != 2 || strings.Contains(log.String(), "value-1") {
		t.Errorf("the log is %s", log.String())
	}
}
