package callbacks

import (
	"context"
	"encoding/json"
	// koo:if v1 v2-family
	"fmt"
	// koo:end
	// koo:if v1
	"net/url"
	// koo:end
	"path/filepath"
	// koo:if v2-base
	"strings"
	// koo:end
	// koo:if v2 online-license
	"sync"
	// koo:end
	"testing"
	"time"

	"example.com/koogallery-callbacks/internal/signing"
	"example.com/koogallery-callbacks/internal/store"
)

const key = "access-key"

func newService(t *testing.T) *Service {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	service := &Service{
		Keys:  map[string]string{"base": key, "kit": key, "license": key, "notify": key},
		Store: db,
	}
	// koo:if v1
	service.AESBits = 256
	// koo:end
	// koo:if license-code
	err = db.Update(context.Background(), func(tx *store.Tx) error { return tx.AddLicenseCodes([]string{"code-1"}) })
	if err != nil {
		t.Fatal(err)
	}
	// koo:end
	return service
}

// send handles a call and returns its reply; it checks the result code.
func send(t *testing.T, service *Service, request Request, resultCode string) (reply map[string]any) {
	t.Helper()
	got := service.Handle(context.Background(), request, time.Now())
	if got.Err != nil {
		t.Error(got.Err)
	}
	if err := json.Unmarshal(got.Body, &reply); err != nil {
		t.Error(err)
	}
	if reply["resultCode"] != resultCode {
		t.Errorf("the result code is %s (%s), want %s", reply["resultCode"], reply["resultMsg"], resultCode)
	}
	// koo:if v1-family
	isV1 := request.Method == "GET" || request.Header["authtoken"] != ""
	if sign := got.Header["Body-Sign"]; isV1 && sign != signing.BodySign(key, got.Body) {
		t.Errorf("Body-Sign is %q", sign)
	}
	// koo:end
	return reply
}

func TestRefuseBody(t *testing.T) {
	service := newService(t)
	request := Request{Method: "POST", Path: "/saasproduce"}
	if reply := service.RefuseBody(request); reply.ResultCode != invalid || reply.Err != nil {
		t.Errorf("a body that is too long: %s", reply.Body)
	}
	if reply := service.RefuseBusy(request); reply.ResultCode != internalError || reply.Reason != "the server is busy" {
		t.Errorf("a body for which there is no room: %s", reply.Body)
	}
}
// koo:if instances

func TestNotReady(t *testing.T) {
	reply, err := newReply("newInstance", notReady(&store.Instance{ID: "i-1"}))
	if err != nil {
		t.Fatal(err)
	}
	if string(reply.Body) != `{"instanceId":"i-1","resultCode":"000004","resultMsg":"in progress"}` {
		t.Errorf("the reply is %s", reply.Body)
	}
	if reply.ResultCode != inProgress {
		t.Errorf("the log has %s", reply.ResultCode)
	}
}
// koo:end
// koo:if v1

// v1 signs a V1 call with these parameters.
func v1(key, activity string, params ...string) Request {
	timeStamp := time.Now().UTC().Format("20060102150405") + "000"
	values := url.Values{"activity": {activity}, "timeStamp": {timeStamp}}
	for i := 0; i < len(params); i += 2 {
		values.Set(params[i], params[i+1])
	}
	values.Set("authToken", signing.AuthToken(key, timeStamp, signing.ParseQuery(values.Encode()), signing.Get))
	return Request{Method: "GET", Path: "/saasproduce", Query: values.Encode()}
}

func TestV1(t *testing.T) {
	service := newService(t)
	order := []string{"orderId", "o-1", "productId", "p-1", "customerId", "c-1", "customerName", "张三;&+", "businessId", "b-1"}
	first := send(t, service, v1(key, "newInstance", order...), success)
	order[9] = "b-2"
	second := send(t, service, v1(key, "newInstance", order...), success)
	if first["instanceId"] == nil || first["instanceId"] != second["instanceId"] {
		t.Errorf("a repeated order got the instances %s and %s", first["instanceId"], second["instanceId"])
	}
	id := fmt.Sprint(first["instanceId"])
	send(t, service, v1("another key", "queryInstance", "instanceId", id), unauthenticated)
	send(t, service, v1(key, "newInstance", "orderId", "o-2"), invalid)
	send(t, service, v1(key, "another", "instanceId", id), invalid)
	send(t, service, v1(key, "queryInstance", "instanceId", id), success)
	send(t, service, v1(key, "releaseInstance", "instanceId", id, "orderId", "o-1"), success)
	send(t, service, v1(key, "releaseInstance", "instanceId", id, "orderId", "o-1"), success)
	send(t, service, v1(key, "queryInstance", "instanceId", id), unknownInstance)
	service.Store = nil
	failed := service.Handle(context.Background(), v1(key, "queryInstance", "instanceId", id), time.Now())
	if failed.Err == nil || failed.ResultCode != internalError {
		t.Errorf("a call that panics: %s", failed.Body)
	}
}
// koo:if period on-demand

func TestV1Renewal(t *testing.T) {
	for _, testFlag := range []string{"0", "1"} {
		service := newService(t)
		bought := send(t, service, v1(key, "newInstance", "orderId", "o-1", "productId", "p-1", "customerId", "c-1",
			"customerName", "n", "businessId", "b-1", "testFlag", testFlag), success)
		id := fmt.Sprint(bought["instanceId"])
		renew := func(orderID, expireTime string) Request {
			return v1(key, "refreshInstance", "instanceId", id, "orderId", orderID, "productId", "p-1", "expireTime", expireTime,
				"testFlag", testFlag)
		}
		check := func(status, expireTime string) {
			t.Helper()
			err := service.Store.Update(context.Background(), func(tx *store.Tx) error {
				instance, err := tx.Instance(id)
				if err == nil && (instance.Status != status || instance.ExpireTime != expireTime) {
					t.Errorf("the instance is %s until %s", instance.Status, instance.ExpireTime)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		renewal := renew("o-2", "20270131120000")
		send(t, service, renewal, success)
		check(store.Active, "20270131120000")
		send(t, service, v1(key, "expireInstance", "instanceId", id, "testFlag", testFlag), success)
		send(t, service, renewal, success)
		check(store.Frozen, "20270131120000")
		send(t, service, renew("o-3", "20280131120000"), success)
		check(store.Active, "20280131120000")
	}
}
// koo:end
// koo:end
// koo:if v2-base

var nonces int

// v2 signs a V2 call with this body.
func v2(key, body string) Request {
	nonces++
	timestamp, nonce := fmt.Sprint(time.Now().UnixMilli()), fmt.Sprint("nonce-", nonces)
	signature := signing.V2Signature(key, signing.CanonicalPayload([]byte(body)), timestamp, nonce)
	query := fmt.Sprintf("signature=%s&timestamp=%s&nonce=%s", signature, timestamp, nonce)
	return Request{Method: "POST", Path: "/saasproduce", Query: query, Body: []byte(body)}
}

func TestV2Authentication(t *testing.T) {
	service := newService(t)
	request := v2(key, `{"activity":"another"}`)
	send(t, service, request, invalid)
	// The nonce was used.
	send(t, service, request, unauthenticated)
	send(t, service, v2("another key", `{"activity":"another"}`), unauthenticated)
	late := service.Handle(context.Background(), v2(key, `{"activity":"another"}`), time.Now().Add(61*time.Second))
	if late.Reason != "the timestamp differs from the time by more than 60 s" {
		t.Errorf("a call that is 61 s old: %s", late.Reason)
	}
	// The same text is signed as with the 0 at the end of the nonce.
	nonces = 9
	moved := v2(key, `{"activity":"another"}`)
	moved.Query = strings.Replace(strings.TrimSuffix(moved.Query, "0"), "timestamp=", "timestamp=0", 1)
	if reply := service.Handle(context.Background(), moved, time.Now()); reply.Reason != "the timestamp is missing or not a number" {
		t.Errorf("a timestamp that begins with 0: %s", reply.Reason)
	}
	send(t, service, v2(key, "{\"activity\":\"\xff\"}"), invalid)
	deep := service.Handle(context.Background(), v2(key, `{"x":`+strings.Repeat("[", 64)+strings.Repeat("]", 64)+"}"), time.Now())
	if deep.Reason != "the body is not a JSON object, or has too many levels or members" {
		t.Errorf("a body that is nested 65 levels deep: %s", deep.Reason)
	}
	service.Store.Close()
	failed := service.Handle(context.Background(), v2(key, `{"activity":"another"}`), time.Now())
	if failed.Err == nil || string(failed.Body) != `{"resultCode":"000005","resultMsg":"internal error"}` {
		t.Errorf("a call without the database: %s", failed.Body)
	}
	service.Store = nil
	failed = service.Handle(context.Background(), v2(key, `{"activity":"another"}`), time.Now())
	if failed.Err == nil || string(failed.Body) != `{"resultCode":"000005","resultMsg":"internal error"}` {
		t.Errorf("a call that panics: %s", failed.Body)
	}
}
// koo:if v2

func TestUnanswerableResult(t *testing.T) {
	service := newService(t)
	known := protocols["v2"]
	defer func() { protocols["v2"] = known }()
	broken := known
	var id any
	broken.act = func(c *call) (fields, error) {
		result, err := known.act(c)
		id = result["instanceId"]
		return fields{"instanceId": make(chan int)}, err
	}
	protocols["v2"] = broken
	body := `{"activity":"newInstance","orderId":"o-1","orderLineId":"o-1-1","businessId":"b-1"}`
	reply := service.Handle(context.Background(), v2(key, body), time.Now())
	if reply.Err == nil || string(reply.Body) != `{"resultCode":"000005","resultMsg":"internal error"}` {
		t.Errorf("the reply is %s", reply.Body)
	}
	protocols["v2"] = known
	send(t, service, v2(key, fmt.Sprintf(`{"activity":"queryInstance","instanceId":%q}`, id)), unknownInstance)
}
// koo:end
// koo:if v2 online-license

func TestV2Instance(t *testing.T) {
	service := newService(t)
	var ids sync.Map
	var calls sync.WaitGroup
	for i := range 8 {
		body := fmt.Sprintf(`{"activity":"newInstance","orderId":"o-1","orderLineId":"o-1-1","businessId":"b-%d"}`, i)
		request := v2(key, body)
		calls.Add(1)
		go func() {
			defer calls.Done()
			ids.Store(send(t, service, request, success)["instanceId"], true)
		}()
	}
	calls.Wait()
	var id any
	ids.Range(func(each, _ any) bool {
		if id != nil {
			t.Errorf("an order got the instances %s and %s", id, each)
		}
		id = each
		return true
	})
	release := fmt.Sprintf(`{"activity":"releaseInstance","instanceId":%q}`, id)
	send(t, service, v2(key, release), success)
	send(t, service, v2(key, release), success)
	send(t, service, v2(key, `{"activity":"releaseInstance","instanceId":"another"}`), unknownInstance)
	send(t, service, v2(key, `{"activity":"newInstance","orderId":"o-2"}`), invalid)
}
// koo:end
// koo:if license-code

func TestLicenseCode(t *testing.T) {
	service := newService(t)
	freeze := `{"activity":"updateLicenseCodeStatus","license":"code-1","status":"FREEZE"}`
	send(t, service, v2(key, freeze), success)
	send(t, service, v2(key, `{"activity":"releaseLicenseCode","license":"code-1"}`), success)
	send(t, service, v2(key, freeze), unknownInstance)
	send(t, service, v2(key, `{"activity":"releaseLicenseCode","license":"code-2"}`), unknownInstance)
}
// koo:end
// koo:if order-notify

func TestOrderNotify(t *testing.T) {
	service := newService(t)
	for range 2 {
		send(t, service, v2(key, `{"activity":"orderNotify","orderId":"o-1","orderLineId":"o-1-1","testFlag":"0"}`), success)
	}
	send(t, service, v2(key, `{"activity":"orderNotify","orderId":"o-1"}`), invalid)
}
// koo:end
// koo:end
// koo:if kit

// tenantSync is the body of a call that the seller console sends, without an instance.
const tenantSync = `{"instanceId":"","orderId":"","tenantId":"t-1","tenantCode":"c","name":"华为","domainName":"https://t.example.com",
	"flag":1,"testFlag":1,"timeStamp":"20260101080000000"}`
// koo:if v1-kit

func TestV1Kit(t *testing.T) {
	service := newService(t)
	for accessKey, resultCode := range map[string]string{key: success, "another key": unauthenticated} {
		body := []byte(tenantSync)
		token := signing.AuthToken(accessKey, "20260101080000000", signing.BodyParams(body), signing.Post)
		headers := map[string]string{"authtoken": token}
		send(t, service, Request{Method: "POST", Path: "/produceAPI/tenantSync", Header: headers, Body: body}, resultCode)
	}
}
// koo:end
// koo:if v2-kit

func TestV2Kit(t *testing.T) {
	service := newService(t)
	for accessKey, resultCode := range map[string]string{key: success, "another key": unauthenticated} {
		body, timestamp := []byte(tenantSync), fmt.Sprint(time.Now().UnixMilli())
		headers := map[string]string{
			"x-sign":      signing.KitSignature(accessKey, signing.CanonicalPayload(body), timestamp, "nonce"),
			"x-timestamp": timestamp,
			"x-nonce":     "nonce",
		}
		send(t, service, Request{Method: "POST", Path: "/produceAPI/v2/tenantSync", Header: headers, Body: body}, resultCode)
	}
}
// koo:end
// koo:end
