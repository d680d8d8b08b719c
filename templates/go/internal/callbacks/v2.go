// koo:if v2 online-license order-notify
package callbacks

import (
	"context"
	"errors"
	"fmt"

	"example.com/koogallery-callbacks/internal/openapi"
	// koo:if v2 online-license
	// koo:if v2 period on-demand
	"example.com/koogallery-callbacks/internal/store"
	// koo:end
	// koo:end
)
// koo:if v2

// v2 handles the base interfaces of SaaS access V2.0.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
func (c *call) v2() (fields, error) {
	switch c.activity {
	case "newInstance":
		return c.newInstanceV2()
	case "queryInstance":
		return c.queryInstanceV2()
	// koo:if period on-demand
	case "refreshInstance":
		return c.refreshInstanceV2()
	case "updateInstanceStatus":
		return c.updateInstanceStatus()
	// koo:end
	// koo:if period
	case "upgradeInstance":
		return c.upgradeInstance()
	case "changeInstanceCheck":
		// YOUR CODE: refuse a change on renewal that is not possible, such as to fewer seats than are in use.
		_, err := c.instance()
		return nil, err
	// koo:end
	case "releaseInstance":
		return c.releaseInstance()
	}
	return nil, errNoInterface
}

// queryInstanceV2 answers in plain text: V2 encrypts nothing.
func (c *call) queryInstanceV2() (fields, error) {
	instances, err := c.queryInstances(func(instance *store.Instance) (fields, error) {
		return fields{"instanceId": instance.ID, "appInfo": c.appInfo(instance.UserName, instance.Password)}, nil
	})
	return fields{"info": instances}, err
}
// koo:end
// koo:if v2 online-license

func (c *call) newInstanceV2() (fields, error) {
	instance, err := c.newInstance("v2", c.text("orderLineId"))
	if err != nil {
		return nil, err
	}
	if !c.isReady(instance) {
		return notReady(instance), nil
	}
	return fields{"instanceId": instance.ID}, nil
}
// koo:if period on-demand

// refreshInstanceV2 sets a new expiry date: renewal, end of a trial, cancelled renewal, renewal with a change.
func (c *call) refreshInstanceV2() (fields, error) {
	instance, err := c.instance()
	if err != nil {
		return nil, err
	}
	// The expiry date of the order is an estimate.
	instance.ExpireTime = c.text("expireTime")
	if err := c.tx.SaveInstance(instance); err != nil {
		return nil, err
	}
	return nil, c.saveOrder(instance)
}

func (c *call) updateInstanceStatus() (fields, error) {
	if c.text("status") == "FREEZE" {
		return c.changeStatus(store.Frozen)
	}
	return c.changeStatus(store.Active)
}
// koo:end
// koo:end
// koo:if order-notify

// orderNotify records a paid order, of any kind of product.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html
func (c *call) orderNotify() (fields, error) {
	isNew, err := c.tx.AddNotifiedOrder(c.text("orderId"), c.text("orderLineId"))
	if err != nil || !isNew {
		return nil, err
	}
	// YOUR CODE: deliver what c.order says; it is nil if orders are not queried.
	return nil, nil
}
// koo:end

// queryOrder queries the order of a call that acts on one: what was bought is not in the call.
func (c *call) queryOrder(ctx context.Context, rules map[string]rule) error {
	if c.OpenAPI == nil || !rules["orderLineId"].Required || c.protocol == "license-code" {
		return nil
	}
	order, err := c.OpenAPI.QueryOrder(ctx, c.text("orderId"), c.text("orderLineId"))
	if errors.Is(err, openapi.ErrNoOrder) {
		return refuse(invalid, "there is no such order line")
	}
	if err != nil {
		return fmt.Errorf("query the order: %w", err)
	}
	c.order = order
	return nil
}
// koo:end
