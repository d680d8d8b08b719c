package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"strconv"
	// koo:if license-code
	"strings"
	// koo:end
	// koo:if orders
	"time"
	// koo:end

	"example.com/koogallery-callbacks/internal/callbacks"
	// koo:if orders
	"example.com/koogallery-callbacks/internal/openapi"
	// koo:end
	// koo:if kit
	"example.com/koogallery-callbacks/internal/signing"
	// koo:end
)

// config has the settings from the environment.
type config struct {
	service  *callbacks.Service
	address  string
	database string
	// koo:if license-code

	licenseCodes []string
	// koo:end
}

// keys are the variables with the access keys of the interface classes.
var keys = []struct{ class, variable string }{
	// koo:if v1 v2 online-license
	{"base", "KOO_ACCESS_KEY"},
	// koo:end
	// koo:if kit
	{"kit", "KOO_KIT_KEY"},
	// koo:end
	// koo:if license-code
	{"license", "KOO_LICENSE_KEY"},
	// koo:end
	// koo:if order-notify
	{"notify", "KOO_NOTIFY_KEY"},
	// koo:end
}

// readConfig reads the settings; its error names the variable that is missing or wrong.
func readConfig(env func(string) string) (config, error) {
	service := &callbacks.Service{Keys: map[string]string{}}
	for _, key := range keys {
		value := cmp.Or(env(key.variable), env("KOO_ACCESS_KEY"))
		if value == "" {
			return config{}, fmt.Errorf("%s is not set", key.variable)
		}
		service.Keys[key.class] = value
	}
	// koo:if v1
	switch cmp.Or(env("KOO_ENCRYPT"), "aes256") {
	case "aes256":
		service.AESBits = 256
	case "aes128":
		service.AESBits = 128
	default:
		return config{}, errors.New("KOO_ENCRYPT is neither aes256 nor aes128")
	}
	// koo:end
	// koo:if kit
	if env("KOO_RSA_PRIVATE_KEY") == "" {
		return config{}, errors.New("KOO_RSA_PRIVATE_KEY is not set")
	}
	privateKey, err := signing.ParsePrivateKey(env("KOO_RSA_PRIVATE_KEY"))
	if err != nil {
		return config{}, fmt.Errorf("KOO_RSA_PRIVATE_KEY: %w", err)
	}
	if privateKey.N.BitLen() < 3072 {
		return config{}, errors.New("KOO_RSA_PRIVATE_KEY has fewer than 3072 bits")
	}
	service.PrivateKey = privateKey
	// koo:end
	// koo:if orders
	ak, sk := env("KOO_ORDER_API_AK"), env("KOO_ORDER_API_SK")
	switch {
	case ak == "" && sk == "":
	case ak == "":
		return config{}, errors.New("KOO_ORDER_API_AK is not set, but KOO_ORDER_API_SK is")
	case sk == "":
		return config{}, errors.New("KOO_ORDER_API_SK is not set, but KOO_ORDER_API_AK is")
	default:
		api, err := openapi.New(env("KOO_ORDER_API_URL"), ak, sk, 3*time.Second)
		if err != nil {
			return config{}, fmt.Errorf("KOO_ORDER_API_URL: %w", err)
		}
		service.OpenAPI = api
	}
	// koo:end
	// koo:if v1 v2
	service.FrontEndURL = cmp.Or(env("FRONT_END_URL"), "https://app.example.com/login")
	// koo:end
	port := cmp.Or(env("PORT"), "8080")
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return config{}, errors.New("PORT is not a number below 65536")
	}
	return config{
		service:  service,
		address:  net.JoinHostPort(cmp.Or(env("HOST"), "127.0.0.1"), port),
		database: cmp.Or(env("DATABASE"), "koogallery.db"),
		// koo:if license-code

		licenseCodes: strings.FieldsFunc(env("KOO_LICENSE_CODES"), func(r rune) bool { return r == ',' || r == ' ' }),
		// koo:end
	}, nil
}
