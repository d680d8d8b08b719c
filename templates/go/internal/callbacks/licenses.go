// koo:if online-license license-code
package callbacks

import (
	// koo:if license-code
	"errors"
	// koo:end
	// koo:if online-license
	"strings"
	// koo:end

	"example.com/koogallery-callbacks/internal/store"
)
// koo:if online-license

// onlineLicense handles online licences: instances are those of V2.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649255.html
func (c *call) onlineLicense() (fields, error) {
	switch c.activity {
	case "newInstance":
		return c.newInstanceV2()
	// koo:if period on-demand
	case "refreshInstance":
		return c.refreshInstanceV2()
	case "updateInstanceStatus":
		return c.updateInstanceStatus()
	// koo:end
	case "releaseInstance":
		return c.releaseInstance()
	case "getLicenseAsync":
		return c.getLicenseAsync()
	}
	return nil, errNoInterface
}

// getLicenseAsync records a request for a licence; event and device identify it.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649288.html
func (c *call) getLicenseAsync() (fields, error) {
	instance, err := c.instance()
	if err != nil {
		return nil, err
	}
	fingerprint := c.text("deviceFingerprint")
	if fingerprint == "" {
		return nil, refuse("000903", "deviceFingerprint is missing")
	}
	if isPeriod(instance) && c.text("expireTime") == "" {
		return nil, refuse("000902", "a period licence requires expireTime")
	}
	isKnown, err := c.tx.HasLicenseRequest(instance.ID, c.text("eventId"), fingerprint)
	if err != nil || isKnown {
		return nil, err
	}
	if !c.isDebugging() && isAfter(c.text("effectiveTime"), instance.ExpireTime) {
		return nil, refuse("000901", "effectiveTime is later than the expiry of the order")
	}
	// YOUR CODE: issue the licence, and upload it with the open API:
	// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649351.html
	return nil, c.tx.AddLicenseRequest(instance.ID, c.text("eventId"), fingerprint)
}

// isPeriod returns whether the licence of an instance expires.
func isPeriod(instance *store.Instance) bool {
	// koo:if period
	if instance.ChargingMode == "" {
		return true
	}
	// koo:end
	return instance.ChargingMode == "1"
}

// isAfter compares 2023-10-27 10:30:15 z with 20231027103015, both in UTC.
func isAfter(effectiveTime, expireTime string) bool {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, effectiveTime)
	return expireTime != "" && firstSeconds(digits) > firstSeconds(expireTime)
}

// firstSeconds cuts milliseconds off a time.
func firstSeconds(digits string) string { return digits[:min(len(digits), 14)] }
// koo:end
// koo:if license-code

// licenseCode handles changes of licence codes that KooGallery issued.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html
func (c *call) licenseCode() (fields, error) {
	code, err := c.tx.LicenseCode(c.text("license"))
	if errors.Is(err, store.ErrNotFound) {
		return nil, refuse(unknownInstance, "the licence code does not exist")
	}
	if err != nil {
		return nil, err
	}
	// YOUR CODE: your software stops with a code that is frozen or released.
	if c.activity == "releaseLicenseCode" {
		// A code of the seller console stays valid: the console repeats its cases in any order.
		if !c.isDebugging() {
			code.Status = store.Released
		}
		return nil, c.tx.SaveLicenseCode(code)
	}
	if code.Status == store.Released {
		return nil, refuse(unknownInstance, "the licence code has been released")
	}
	switch c.activity {
	case "refreshLicenseCode":
		code.ExpireTime = c.text("expireTime")
	case "updateLicenseCodeStatus":
		code.Status = store.Active
		if c.text("status") == "FREEZE" {
			code.Status = store.Frozen
		}
	}
	return nil, c.tx.SaveLicenseCode(code)
}
// koo:end
// koo:end
