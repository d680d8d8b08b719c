// koo:if on-demand
// koo:if instances
package callbacks

import (
	// koo:if v1 v2
	"strings"
	// koo:end
	"time"

	"example.com/koogallery-callbacks/internal/store"
)

// meter begins or ends the metered use of an instance. What the seller console created is not metered, and without
// the order, an instance counts as pay-per-use.
func (c *call) meter(instance *store.Instance, isInUse bool) error {
	if !isInUse {
		return c.tx.EndUse(instance.ID, c.now)
	}
	if instance.Test || instance.ChargingMode != "0" && instance.ChargingMode != "" {
		return nil
	}
	// The second in which the order is completed is not charged.
	return c.tx.StartUse(instance.ID, c.now.Add(time.Second-1))
}
// koo:if v1 v2

// addUsage adds the accepted usage to the description of an instance.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649428.html
func (c *call) addUsage(instance *store.Instance, description fields) error {
	value, endTime, err := c.tx.PushedUsage(instance.ID)
	statisticalTime := strings.NewReplacer("T", "", "Z", "").Replace(endTime)
	if endTime == "" {
		statisticalTime = c.now.UTC().Format("20060102150405")
	}
	description["usageInfo"] = []fields{{"usageValue": value, "statisticalTime": statisticalTime + "000"}}
	return err
}
// koo:end
// koo:end
// koo:end
