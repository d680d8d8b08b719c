// Package callbacks handles the calls of KooGallery. It knows neither an HTTP library nor the configuration.
package callbacks

import (
	"context"
	// koo:if kit
	"crypto/rsa"
	// koo:end
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	// koo:if kit
	"strings"
	// koo:end
	"time"
	"unicode/utf16"

	// koo:if orders
	"example.com/koogallery-callbacks/internal/openapi"
	// koo:end
	// koo:if v1-family
	"example.com/koogallery-callbacks/internal/signing"
	// koo:end
	"example.com/koogallery-callbacks/internal/store"
)

// Request is a call as received.
type Request struct {
	Method string
	Path   string
	Query  string            // without "?", not decoded
	Header map[string]string // lower-case names
	Body   []byte
}

// Reply is what to send, always with HTTP status 200, since KooGallery reads the result code.
type Reply struct {
	Header map[string]string
	Body   []byte

	// For the log; without values of the request.
	Activity, ResultCode, Reason string

	// Err is an unexpected error, which KooGallery is not told about.
	Err error
}

// Result codes. The page has more for newInstance, such as 000100: no instance can be allocated.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html
const (
	success         = "000000"
	unauthenticated = "000001"
	invalid         = "000002"
	// koo:if instances license-code
	unknownInstance = "000003"
	// koo:end
	// koo:if instances
	inProgress      = "000004"
	// koo:end
	internalError   = "000005"
)

// refusal is the error of a call that is refused. The reason is for KooGallery and the log: it names no values.
type refusal struct{ code, reason string }

func (r *refusal) Error() string { return r.reason }

func refuse(code, reason string) error { return &refusal{code, reason} }

var errNoInterface = refuse(invalid, "no such interface")

// fields are the members of a reply. Without resultCode and resultMsg, it is a success.
type fields map[string]any

// Service handles the calls of the protocols in activities.json.
type Service struct {
	// Keys are the access keys by class: base, kit, license, notify.
	Keys map[string]string
	// koo:if v1

	// AESBits is the key length of sensitive fields, 256 or 128, as chosen when the product was published.
	AESBits int
	// koo:end
	// koo:if kit

	// PrivateKey decrypts client secrets.
	PrivateKey *rsa.PrivateKey
	// koo:end
	// koo:if orders

	// OpenAPI queries the orders of calls; nil not to query them.
	OpenAPI *openapi.Client
	// koo:end
	// koo:if v1 v2

	// FrontEndURL is where buyers log in.
	FrontEndURL string
	// koo:end

	Store *store.Store
}

// call is an authenticated call.
type call struct {
	*Service
	protocol, activity string
	values             map[string]any
	now                time.Time
	// koo:if v2-family

	nonce string
	// koo:end
	// koo:if orders

	// order is what the open API says of the order line; nil if it is not queried.
	order *openapi.OrderLine
	// koo:end

	tx *store.Tx
}

// text returns a value as text; empty if there is none. Numbers may arrive as numbers or as text.
func (c *call) text(name string) string { return textOf(c.values[name]) }
// koo:if instances license-code

// isDebugging returns whether the seller console sent the call.
func (c *call) isDebugging() bool { return c.text("testFlag") == "1" }
// koo:end

// Handle handles a call at a time.
func (s *Service) Handle(ctx context.Context, request Request, now time.Time) (reply Reply) {
	possible, activity := claim(request)
	// Here, the transaction has been rolled back.
	defer func() {
		if cause := recover(); cause != nil {
			reply = s.refuse(possible, activity, fmt.Errorf("panic: %v: %s", cause, debug.Stack()))
		}
	}()
	c, err := s.authenticate(possible, activity, request, now)
	if err != nil {
		return s.refuse(possible, activity, err)
	}
	reply, err = c.handle(ctx)
	if err != nil {
		return s.refuse(possible, activity, err)
	}
	return s.sign(possible, reply)
}

// RefuseBody answers a call whose body could not be read.
func (s *Service) RefuseBody(request Request) Reply {
	possible, activity := claim(request)
	return s.refuse(possible, activity, refuse(invalid, "the body is too long or incomplete"))
}

// RefuseBusy answers a call whose body was not read, because there is no room for it. KooGallery repeats the call.
func (s *Service) RefuseBusy(request Request) Reply {
	possible, activity := claim(request)
	return s.refuse(possible, activity, refuse(internalError, "the server is busy"))
}

// protocols has the key class of each protocol, and how its calls are authenticated and handled.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649478.html
var protocols = map[string]struct {
	keyClass string
	open     func(c *call, request Request, key string) error
	act      func(c *call) (fields, error)
}{
	// koo:if v1
	"v1": {
		"base", (*call).openV1, (*call).v1,
	},
	// koo:end
	// koo:if v1-kit
	"v1-kit": {
		"kit", (*call).openV1Kit, (*call).kit,
	},
	// koo:end
	// koo:if v2
	"v2": {
		"base", (*call).openV2, (*call).v2,
	},
	// koo:end
	// koo:if v2-kit
	"v2-kit": {
		"kit", (*call).openV2Kit, (*call).kit,
	},
	// koo:end
	// koo:if online-license
	"online-license": {
		"base", (*call).openV2, (*call).onlineLicense,
	},
	// koo:end
	// koo:if license-code
	"license-code": {
		"license", (*call).openV2, (*call).licenseCode,
	},
	// koo:end
	// koo:if order-notify
	"order-notify": {
		"notify", (*call).openV2, (*call).orderNotify,
	},
	// koo:end
}

// claim returns the protocols that a call may belong to and the activity that it names. Nothing of it is
// authenticated yet.
func claim(request Request) (possible []string, activity string) {
	switch {
	// koo:if v1
	case request.Method == "GET":
		possible = []string{"v1"}
		activity = signing.First(signing.ParseQuery(request.Query), "activity")
	// koo:end
	// koo:if kit
	case request.Method == "POST" && strings.Contains(request.Path, "/produceAPI/"):
		_, activity, _ = strings.Cut(request.Path, "/produceAPI/")
		activity = strings.TrimSuffix(activity, "/")
		// koo:if v1-kit
		possible = []string{"v1-kit"}
		// koo:end
		// koo:if v2-kit
		if name, isV2 := strings.CutPrefix(activity, "v2/"); isV2 {
			possible, activity = []string{"v2-kit"}, name
		}
		// koo:end
	// koo:end
	// koo:if v2-base
	case request.Method == "POST":
		possible = []string{
			// koo:if v2
			"v2",
			// koo:end
			// koo:if online-license
			"online-license",
			// koo:end
			// koo:if license-code
			"license-code",
			// koo:end
			// koo:if order-notify
			"order-notify",
			// koo:end
		}
		body, _ := parseObject(request.Body)
		activity, _ = body["activity"].(string)
	// koo:end
	}
	for _, protocol := range possible {
		if _, has := activities[protocol][activity]; has {
			return []string{protocol}, activity
		}
	}
	return possible, ""
}

// authenticate reads a call with the key of the first protocol that verifies it.
func (s *Service) authenticate(possible []string, activity string, request Request, now time.Time) (*call, error) {
	err := errNoInterface
	for i, name := range possible {
		c := &call{Service: s, protocol: name, activity: activity, now: now}
		failed := protocols[name].open(c, request, s.Keys[protocols[name].keyClass])
		if failed == nil {
			return c, nil
		}
		if i == 0 {
			err = failed
		}
	}
	return nil, err
}

// handle checks an authenticated call and acts in one transaction.
func (c *call) handle(ctx context.Context) (reply Reply, err error) {
	// koo:if v2-family
	if err := c.refuseReplay(ctx); err != nil {
		return reply, err
	}
	// koo:end
	rules, isKnown := activities[c.protocol][c.activity]
	if !isKnown {
		return reply, errNoInterface
	}
	if err := validate(rules, c.values); err != nil {
		return reply, err
	}
	// koo:if orders
	// Outside of the transaction, which others wait for.
	if err := c.queryOrder(ctx, rules); err != nil {
		return reply, err
	}
	// koo:end
	err = c.Store.Update(ctx, func(tx *store.Tx) error {
		c.tx = tx
		result, err := protocols[c.protocol].act(c)
		if err != nil {
			return err
		}
		// The reply, too: what cannot be answered is rolled back.
		reply, err = newReply(c.activity, result)
		return err
	})
	return reply, err
}

// newReply serialises a reply once, so that the signed bytes are those that are sent.
func newReply(activity string, result fields) (Reply, error) {
	members := map[string]any{"resultCode": success, "resultMsg": "success"}
	for name, value := range result {
		members[name] = value
	}
	body, err := asciiJSON(members)
	return Reply{
		Header:     map[string]string{"Content-Type": "application/json;charset=UTF-8"},
		Body:       body,
		Activity:   activity,
		ResultCode: fmt.Sprint(members["resultCode"]),
	}, err
}

// refuse replies to a call that failed.
func (s *Service) refuse(possible []string, activity string, err error) Reply {
	code, message := internalError, "internal error"
	var refused *refusal
	if errors.As(err, &refused) {
		code, message = refused.code, refused.reason
	}
	// Texts can always be written.
	reply, _ := newReply(activity, fields{"resultCode": code, "resultMsg": message})
	if refused != nil {
		reply.Reason = refused.reason
	} else {
		reply.Err = err
	}
	return s.sign(possible, reply)
}

// sign adds the signature of V1 to a reply.
func (s *Service) sign(possible []string, reply Reply) Reply {
	// koo:if v1-family
	if len(possible) > 0 && (possible[0] == "v1" || possible[0] == "v1-kit") {
		reply.Header["Body-Sign"] = signing.BodySign(s.Keys[protocols[possible[0]].keyClass], reply.Body)
	}
	// koo:end
	return reply
}

// asciiJSON writes non-ASCII as \uXXXX, as documented for memo.
func asciiJSON(members map[string]any) ([]byte, error) {
	text, err := json.Marshal(members)
	if err != nil {
		return nil, err
	}
	var ascii []byte
	for _, unit := range utf16.Encode([]rune(string(text))) {
		if unit < 0x80 {
			ascii = append(ascii, byte(unit))
		} else {
			ascii = fmt.Appendf(ascii, `\u%04x`, unit)
		}
	}
	return ascii, nil
}
