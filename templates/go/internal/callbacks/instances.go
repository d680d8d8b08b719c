// koo:if instances
package callbacks

import (
	"crypto/rand"
	"encoding/hex"
	// koo:if orders
	"encoding/json"
	// koo:end
	"errors"
	// koo:if v1 v2
	"strings"
	// koo:end

	// koo:if orders
	"example.com/koogallery-callbacks/internal/openapi"
	// koo:end
	"example.com/koogallery-callbacks/internal/store"
)

// newInstance returns the instance of an order line, or creates it. A repeated call gets the same instance.
func (c *call) newInstance(protocol, orderLine string) (*store.Instance, error) {
	known, err := c.tx.InstanceOfOrder(protocol, c.text("orderId"), orderLine)
	if !errors.Is(err, store.ErrNotFound) {
		return known, err
	}
	instance := &store.Instance{
		ID:        randomHex(),
		Protocol:  protocol,
		OrderID:   c.text("orderId"),
		OrderLine: orderLine,
		Test:      c.isDebugging(),
		UserName:  "admin",
		Password:  randomHex(),
		Status:    store.Active,
		// koo:if v1

		// V2 has them in the order only.
		ProductID:    c.text("productId"),
		CustomerID:   c.text("customerId"),
		ChargingMode: c.text("chargingMode"),
		ExpireTime:   c.text("expireTime"),
		// koo:end
	}
	// koo:if orders
	if c.order != nil {
		instance.ChargingMode = chargingMode(c.order.ChargingMode)
		instance.ExpireTime = c.order.ExpireTime
		instance.CustomerID = c.order.Buyer.CustomerID
		if len(c.order.Products) > 0 {
			instance.ProductID = c.order.Products[0].ProductID
		}
	}
	// koo:end
	// YOUR CODE: set up what the buyer gets. Debugging calls (of the seller console and koo) come here, too, with
	// instance.Test. A call is repeated after an error or a crash: order and order line are the same then. The customer is
	// instance.CustomerID.
	// koo:if v1
	// V1 names the specification in c.text("skuCode").
	// koo:end
	// koo:if orders
	// c.order, if it is queried, has the specification in Products.
	// koo:end
	// c.tx is the transaction of the instance, for tables of your own, too. Other calls wait for it: only record slow work
	// here, do it later, and see isReady.
	if err := c.tx.AddInstance(instance); err != nil {
		return nil, err
	}
	// koo:if orders
	if err := c.saveOrder(instance); err != nil {
		return nil, err
	}
	// koo:end
	return instance, nil
}

// isReady returns whether an instance is set up. Until then newInstance replies 000004 with the ID of the instance,
// which is stored, and KooGallery asks again: queryInstance replies 000004 if none of its instances is ready, or only the
// ID of one that is not. An error of newInstance would roll the instance back.
func (c *call) isReady(instance *store.Instance) bool {
	// YOUR CODE: false until what newInstance only recorded is done.
	return true
}

// notReady is the result of newInstance for an instance that is not ready.
func notReady(instance *store.Instance) fields {
	return fields{"resultCode": inProgress, "resultMsg": "in progress", "instanceId": instance.ID}
}

func randomHex() string {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		panic(err)
	}
	return hex.EncodeToString(random)
}
// koo:if orders

// chargingMode translates the name of the open API to the number of V1.
func chargingMode(name string) string {
	switch name {
	case "ON_DEMAND":
		return "0"
	case "PERIOD":
		return "1"
	case "ONE_TIME":
		return "3"
	case "ON_DEMAND_PKG":
		return "5"
	}
	return ""
}

// saveOrder stores the order line of the call, if it was queried.
func (c *call) saveOrder(instance *store.Instance) error {
	if c.order == nil {
		return nil
	}
	// A later order need not repeat what the buyer entered.
	if len(c.order.Parameters) == 0 {
		known, err := c.tx.Order(instance.ID)
		if err != nil {
			return err
		}
		var before openapi.OrderLine
		if known != "" && json.Unmarshal([]byte(known), &before) == nil {
			c.order.Parameters = before.Parameters
		}
	}
	text, err := json.Marshal(c.order)
	if err != nil {
		return err
	}
	return c.tx.SaveOrder(instance.ID, string(text))
}
// koo:end

// errUnknown refuses a call for an instance that does not exist.
var errUnknown = refuse(unknownInstance, "the instance does not exist")

// instance returns the instance of the call. A released one is refused, unless the seller console created it: the
// console repeats its cases in any order.
func (c *call) instance() (*store.Instance, error) {
	instance, err := c.tx.Instance(c.text("instanceId"))
	if errors.Is(err, store.ErrNotFound) || err == nil && instance.Status == store.Released && !instance.Test {
		return nil, errUnknown
	}
	return instance, err
}

// setStatus stores an instance with a new status.
func (c *call) setStatus(instance *store.Instance, status string) error {
	instance.Status = status
	// koo:if on-demand
	if err := c.meter(instance, status == store.Active); err != nil {
		return err
	}
	// koo:end
	return c.tx.SaveInstance(instance)
}
// koo:if period on-demand

func (c *call) changeStatus(status string) (fields, error) {
	instance, err := c.instance()
	if err != nil {
		return nil, err
	}
	// YOUR CODE: lock out the users of a frozen instance; keep its data.
	return nil, c.setStatus(instance, status)
}
// koo:end
// koo:if v1 v2
// koo:if period

// upgradeInstance changes what an instance has. A repeated order changes nothing.
func (c *call) upgradeInstance() (fields, error) {
	instance, err := c.instance()
	if err != nil {
		return nil, err
	}
	isNew, err := c.tx.AddAppliedOrder(instance.ID, c.text("orderId"))
	if err != nil || !isNew {
		return nil, err
	}
	// YOUR CODE: upgrade the instance to what the order says.
	// koo:if orders
	return nil, c.saveOrder(instance)
	// koo:end
	// koo:if !orders
	return nil, nil
	// koo:end
}
// koo:end
// koo:end

// releaseInstance may be repeated. The instance is kept, so that its order does not create another one.
func (c *call) releaseInstance() (fields, error) {
	instance, err := c.tx.Instance(c.text("instanceId"))
	if errors.Is(err, store.ErrNotFound) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	// YOUR CODE: delete what the buyer had, as far as your terms say so. The instance itself stays in the database.
	// koo:if kit
	// So do its tenants, applications, users and departments, until calls of the kit remove them, or you do.
	// koo:end
	return nil, c.setStatus(instance, store.Released)
}
// koo:if v1 v2

// queryInstances describes those instances of a comma-separated list that exist; one that is not ready has only its ID.
func (c *call) queryInstances(describe func(*store.Instance) (fields, error)) ([]fields, error) {
	var found []fields
	isOneReady := false
	for _, id := range strings.Split(c.text("instanceId"), ",") {
		instance, err := c.tx.Instance(id)
		if errors.Is(err, store.ErrNotFound) || err == nil && instance.Status == store.Released && !instance.Test {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !c.isReady(instance) {
			found = append(found, fields{"instanceId": instance.ID})
			continue
		}
		isOneReady = true
		// koo:if on-demand
		// KooGallery completes the order when it knows that the instance is ready.
		if err := c.meter(instance, instance.Status == store.Active); err != nil {
			return nil, err
		}
		// koo:end
		description, err := describe(instance)
		if err != nil {
			return nil, err
		}
		// koo:if on-demand
		if err := c.addUsage(instance, description); err != nil {
			return nil, err
		}
		// koo:end
		found = append(found, description)
	}
	if found == nil {
		return nil, errUnknown
	}
	if !isOneReady {
		return nil, refuse(inProgress, "the instance is not ready")
	}
	return found, nil
}

// appInfo is what the buyer is shown.
func (c *call) appInfo(userName, password string) fields {
	return fields{
		"frontEndUrl": c.FrontEndURL,
		"userName":    userName,
		"password":    password,
		"memo":        "首次登录后请修改初始密码。",
	}
}
// koo:end
// koo:end
