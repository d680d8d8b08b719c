// koo:if kit
package callbacks

import (
	// koo:if v1 v2
	// koo:if v2-kit
	"errors"

	// koo:end
	// koo:end
	"example.com/koogallery-callbacks/internal/signing"
)

// kit handles the joint-operation kit of SaaS access V1.0 and V2.0. Every call may be repeated.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649433.html
func (c *call) kit() (fields, error) {
	// koo:if v1 v2
	if err := c.refuseUnknownInstance(); err != nil {
		return nil, err
	}
	// koo:end
	// YOUR CODE: create, change or delete tenants, users and departments in your application as well. Users and
	// departments of a deleted tenant stay in the tables: KooGallery removes them by calls of their own, or you do.
	switch c.activity {
	case "tenantSync":
		return nil, c.tenantSync()
	case "applicationSync":
		return nil, c.applicationSync()
	case "authSync":
		return nil, c.authSync()
	case "singleOrgSync":
		return nil, c.singleOrgSync()
	case "allOrgSync":
		return nil, c.allOrgSync()
	}
	return nil, errNoInterface
}
// koo:if v1 v2

// refuseUnknownInstance refuses real data of an instance that does not exist. Removals succeed nevertheless, and an
// application credential of the seller has no instance.
func (c *call) refuseUnknownInstance() error {
	if c.text("instanceId") == "" || c.isDebugging() || c.isRemoval() {
		return nil
	}
	_, err := c.instance()
	// koo:if v2-kit
	if errors.Is(err, errUnknown) && c.protocol == "v2-kit" {
		// V2 has no code for it.
		return refuse(invalid, "the instance does not exist")
	}
	// koo:end
	return err
}
// koo:end

// isRemoval returns whether the call deletes, or cancels an authorisation.
func (c *call) isRemoval() bool {
	flag := c.text("flag")
	return flag == "0" || flag == "3"
}

func (c *call) tenantSync() error {
	if c.isRemoval() {
		return c.tx.DeleteTenant(c.text("instanceId"), c.text("tenantId"))
	}
	return c.tx.SaveTenant(c.text("instanceId"), c.text("tenantId"), textOf(c.values))
}

// applicationSync brings the credential for the login of a tenant's users.
func (c *call) applicationSync() error {
	if c.isRemoval() {
		return c.tx.DeleteApplication(c.text("instanceId"), c.text("tenantId"), c.text("appId"))
	}
	// YOUR CODE: the login decrypts the stored secret in the same way to get a token of the user.
	if _, err := signing.DecryptClientSecret(c.PrivateKey, c.text("clientSecret")); err != nil {
		return refuse("000101", "clientSecret cannot be decrypted")
	}
	return c.tx.SaveApplication(c.text("instanceId"), c.text("tenantId"), c.text("appId"), textOf(c.values))
}

func (c *call) authSync() error {
	for _, user := range objects(c.values["userList"]) {
		var err error
		if c.isRemoval() {
			err = c.tx.DeleteUser(c.text("instanceId"), c.text("tenantId"), c.text("appId"), textOf(user["userName"]))
		} else {
			err = c.tx.SaveUser(c.text("instanceId"), c.text("tenantId"), c.text("appId"), textOf(user["userName"]), textOf(user))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *call) singleOrgSync() error {
	if c.isRemoval() {
		return c.tx.DeleteDepartment(c.text("instanceId"), c.text("tenantId"), c.text("orgCode"))
	}
	return c.tx.SaveDepartment(c.text("instanceId"), c.text("tenantId"), c.text("orgCode"), textOf(c.values))
}

// allOrgSync replaces all departments of an organisation.
func (c *call) allOrgSync() error {
	if err := c.tx.DeleteDepartments(c.text("instanceId"), c.text("tenantId")); err != nil {
		return err
	}
	list := "orgInfo"
	// koo:if v2-kit
	if c.protocol == "v2-kit" {
		list = "orgInfoList"
	}
	// koo:end
	for _, department := range objects(c.values[list]) {
		code := textOf(department["orgCode"])
		if err := c.tx.SaveDepartment(c.text("instanceId"), c.text("tenantId"), code, textOf(department)); err != nil {
			return err
		}
	}
	return nil
}

// objects returns the objects of a list, which may be JSON text. It has been validated.
func objects(value any) []map[string]any {
	if text, isText := value.(string); isText {
		value, _ = parseJSON([]byte(text))
	}
	list, _ := value.([]any)
	found := make([]map[string]any, 0, len(list))
	for _, element := range list {
		object, _ := element.(map[string]any)
		found = append(found, object)
	}
	return found
}
// koo:end
