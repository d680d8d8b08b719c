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

	// Err is an unexpected error, which KooGallery is not told.
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
	internalError   = "000005"
)

// refusal is the error of a call that is refused. The reason is for KooGallery and the log: it names no values.
type refusal struct{ code, reason string }

func (r *refusal) Error() string { return r.reason }

func refuse(code, reason string) error { return &refusal{code, reason} }

var errNoInterface = refuse(invalid, "no such interface")

// fields are the members of a reply besides resultCode and resultMsg.
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
func (s *Service) Handle(ctx context.Context, request Request, now time.Time) Reply {
	protocols, activity := claim(request)
	var result fields
	c, err := s.authenticate(protocols, request, now)
	if err == nil {
		result, err = c.handle(ctx)
	}
	return s.reply(protocols, activity, result, err)
}

// RefuseTooLong answers a call whose body is too long to be read.
func (s *Service) RefuseTooLong(request Request) Reply {
	protocols, activity := claim(request)
	return s.reply(protocols, activity, nil, refuse(invalid, "the body is too long"))
}

// claim returns the served protocols that a call may belong to and the activity that it names. Nothing of it is
// authenticated yet.
func claim(request Request) (protocols []string, activity string) {
	var possible []string
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
		possible = []string{"v1-kit"}
		if name, isV2 := strings.CutPrefix(activity, "v2/"); isV2 {
			possible, activity = []string{"v2-kit"}, name
		}
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
		if _, isServed := activities[protocol]; isServed {
			protocols = append(protocols, protocol)
		}
	}
	return protocols, ""
}

// authenticate reads a call with the key of the first protocol that verifies it.
func (s *Service) authenticate(protocols []string, request Request, now time.Time) (*call, error) {
	err := errNoInterface
	for i, protocol := range protocols {
		c := &call{Service: s, protocol: protocol, now: now}
		failed := c.open(request, s.Keys[keyClass(protocol)])
		if failed == nil {
			return c, nil
		}
		if i == 0 {
			err = failed
		}
	}
	return nil, err
}

// keyClass is the class of the access key of a protocol.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649478.html
func keyClass(protocol string) string {
	// koo:if kit license-code order-notify
	switch protocol {
	// koo:if kit
	case "v1-kit", "v2-kit":
		return "kit"
	// koo:end
	// koo:if license-code
	case "license-code":
		return "license"
	// koo:end
	// koo:if order-notify
	case "order-notify":
		return "notify"
	// koo:end
	}
	// koo:end
	return "base"
}

// open verifies the signature of a call, then reads its activity and values.
func (c *call) open(request Request, key string) error {
	// koo:if v1-family v2-kit
	switch c.protocol {
	// koo:if v1
	case "v1":
		return c.openV1(request, key)
	// koo:end
	// koo:if v1-kit
	case "v1-kit":
		return c.openV1Kit(request, key)
	// koo:end
	// koo:if v2-kit
	case "v2-kit":
		return c.openV2Kit(request, key)
	// koo:end
	}
	// koo:end
	// koo:if v2-base
	return c.openV2(request, key)
	// koo:end
	// koo:if !v2-base
	return errNoInterface
	// koo:end
}

// handle checks an authenticated call and acts in one transaction.
func (c *call) handle(ctx context.Context) (result fields, err error) {
	// koo:if v2-family
	if err := c.refuseReplay(ctx); err != nil {
		return nil, err
	}
	// koo:end
	rules, isKnown := activities[c.protocol][c.activity]
	if !isKnown {
		return nil, errNoInterface
	}
	if err := validate(rules, c.values); err != nil {
		return nil, err
	}
	// koo:if orders
	// Outside of the transaction, which others wait for.
	if err := c.queryOrder(ctx, rules); err != nil {
		return nil, err
	}
	// koo:end
	err = c.Store.Update(ctx, func(tx *store.Tx) error {
		c.tx = tx
		result, err = c.act()
		return err
	})
	return result, err
}

// act dispatches a valid call.
func (c *call) act() (fields, error) {
	switch c.protocol {
	// koo:if v1
	case "v1":
		return c.v1()
	// koo:end
	// koo:if v2
	case "v2":
		return c.v2()
	// koo:end
	// koo:if online-license
	case "online-license":
		return c.onlineLicense()
	// koo:end
	// koo:if kit
	case "v1-kit", "v2-kit":
		return c.kit()
	// koo:end
	// koo:if license-code
	case "license-code":
		return c.licenseCode()
	// koo:end
	// koo:if order-notify
	case "order-notify":
		return c.orderNotify()
	// koo:end
	}
	return nil, errNoInterface
}

// reply serialises a reply once, so that the signed bytes are those that are sent.
func (s *Service) reply(protocols []string, activity string, result fields, err error) Reply {
	reply := Reply{
		Header:     map[string]string{"Content-Type": "application/json;charset=UTF-8"},
		Activity:   activity,
		ResultCode: success,
	}
	message := "success"
	var refused *refusal
	if errors.As(err, &refused) {
		reply.ResultCode, reply.Reason, message = refused.code, refused.reason, refused.reason
	} else if err != nil {
		reply.ResultCode, reply.Err, message = internalError, err, "internal error"
	}
	members := map[string]any{"resultCode": reply.ResultCode, "resultMsg": message}
	if err == nil {
		for name, value := range result {
			members[name] = value
		}
	}
	reply.Body = asciiJSON(members)
	// koo:if v1-family
	if len(protocols) > 0 && (protocols[0] == "v1" || protocols[0] == "v1-kit") {
		reply.Header["Body-Sign"] = signing.BodySign(s.Keys[keyClass(protocols[0])], reply.Body)
	}
	// koo:end
	return reply
}

// asciiJSON writes non-ASCII as \uXXXX, as documented for memo.
func asciiJSON(members map[string]any) []byte {
	// Texts, maps and lists of them can always be written.
	text, _ := json.Marshal(members)
	var ascii []byte
	for _, unit := range utf16.Encode([]rune(string(text))) {
		if unit < 0x80 {
			ascii = append(ascii, byte(unit))
		} else {
			ascii = fmt.Appendf(ascii, `\u%04x`, unit)
		}
	}
	return ascii
}
