// koo:if v1
package callbacks

import (
	"example.com/koogallery-callbacks/internal/signing"
	"example.com/koogallery-callbacks/internal/store"
)

// v1 handles the base interfaces of SaaS access V1.0.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
func (c *call) v1() (fields, error) {
	switch c.activity {
	case "newInstance":
		return c.newInstanceV1()
	case "queryInstance":
		return c.queryInstanceV1()
	// koo:if period on-demand
	case "refreshInstance":
		return c.refreshInstanceV1()
	case "expireInstance":
		return c.changeStatus(store.Frozen)
	// koo:end
	// koo:if on-demand
	case "instanceStatus":
		if c.text("instanceStatus") == "FREEZE" {
			return c.changeStatus(store.Frozen)
		}
		return c.changeStatus(store.Active)
	// koo:end
	// koo:if period
	case "upgrade":
		return c.upgradeInstance()
	// koo:end
	case "releaseInstance":
		return c.releaseInstance()
	}
	return nil, errNoInterface
}

func (c *call) newInstanceV1() (fields, error) {
	for _, name := range []string{"mobilePhone", "email"} {
		if c.text(name) == "" {
			continue
		}
		if _, err := signing.DecryptField(c.Keys["base"], c.AESBits, c.text(name)); err != nil {
			return nil, refuse(invalid, name+" cannot be decrypted")
		}
		// YOUR CODE: create the account of the buyer with it, once.
	}
	// A pay-per-use order may have several products, each with its own instance.
	instance, err := c.newInstance("v1", c.text("productId"))
	if err != nil {
		return nil, err
	}
	if !c.isReady(instance) {
		return notReady(instance), nil
	}
	// koo:if on-demand
	// This reply completes the order.
	if err := c.meter(instance, instance.Status == store.Active); err != nil {
		return nil, err
	}
	// koo:end
	info, err := c.appInfoV1(instance)
	return fields{"instanceId": instance.ID, "encryptType": c.encryptType(), "appInfo": info}, err
}

func (c *call) queryInstanceV1() (fields, error) {
	instances, err := c.queryInstances(func(instance *store.Instance) (fields, error) {
		info, err := c.appInfoV1(instance)
		return fields{"instanceId": instance.ID, "appInfo": info}, err
	})
	return fields{"encryptType": c.encryptType(), "info": instances}, err
}
// koo:if period on-demand

// refreshInstanceV1 renews an instance. V1 has no call that unfreezes an expired instance: the renewal does. An order
// renews once: V1 has no time limit, so anyone who has read the address in a log can send it again.
func (c *call) refreshInstanceV1() (fields, error) {
	instance, err := c.instance()
	if err != nil {
		return nil, err
	}
	isNew, err := c.tx.AddAppliedOrder(instance.ID, c.text("orderId"))
	if err != nil || !isNew {
		return nil, err
	}
	instance.ExpireTime = c.text("expireTime")
	return nil, c.setStatus(instance, store.Active)
}
// koo:end

// appInfoV1 encrypts user name and password, each with its own IV.
func (c *call) appInfoV1(instance *store.Instance) (fields, error) {
	userName, err := c.encrypt(instance.UserName)
	if err != nil {
		return nil, err
	}
	password, err := c.encrypt(instance.Password)
	return c.appInfo(userName, password), err
}

func (c *call) encrypt(plain string) (string, error) {
	return signing.EncryptField(c.Keys["base"], c.AESBits, randomHex()[:16], plain)
}

// encryptType names the key length of the encrypted fields of the reply.
func (c *call) encryptType() string {
	if c.AESBits == 128 {
		return "2"
	}
	return "1"
}
// koo:end
