// koo:if instances
package store

// Instance is what a buyer got for an order.
type Instance struct {
	ID           string
	Protocol     string // of newInstance: v1 or v2
	OrderID      string
	OrderLine    string // V2: orderLineId; V1: productId
	ProductID    string
	CustomerID   string
	ChargingMode string // as in V1: 0 pay-per-use, 1 period, 3 one-time, 5 package; empty if not known
	Test         bool   // created with testFlag 1
	UserName     string
	Password     string // the initial one
	Status       string
	ExpireTime   string // yyyyMMddHHmmss
}

// Instance reads an instance; ErrNotFound if there is none.
func (t *Tx) Instance(id string) (*Instance, error) {
	return t.instance(`id = ?`, id)
}

// InstanceOfOrder reads the instance of an order line; ErrNotFound if there is none.
func (t *Tx) InstanceOfOrder(protocol, orderID, orderLine string) (*Instance, error) {
	return t.instance(`protocol = ? AND order_id = ? AND order_line = ?`, protocol, orderID, orderLine)
}

func (t *Tx) instance(where string, args ...any) (*Instance, error) {
	var i Instance
	err := t.get(`SELECT id, protocol, order_id, order_line, product_id, customer_id, charging_mode, test, user_name,
		password, status, expire_time FROM instances WHERE `+where, args,
		&i.ID, &i.Protocol, &i.OrderID, &i.OrderLine, &i.ProductID, &i.CustomerID, &i.ChargingMode, &i.Test, &i.UserName,
		&i.Password, &i.Status, &i.ExpireTime)
	return &i, err
}

// AddInstance stores a new instance.
func (t *Tx) AddInstance(i *Instance) error {
	return t.exec(`INSERT INTO instances (id, protocol, order_id, order_line, product_id, customer_id, charging_mode,
		test, user_name, password, status, expire_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		i.ID, i.Protocol, i.OrderID, i.OrderLine, i.ProductID, i.CustomerID, i.ChargingMode,
		i.Test, i.UserName, i.Password, i.Status, i.ExpireTime)
}

// SaveInstance stores what can change of an instance.
func (t *Tx) SaveInstance(i *Instance) error {
	return t.exec(`UPDATE instances SET status = ?, expire_time = ? WHERE id = ?`, i.Status, i.ExpireTime, i.ID)
}
// koo:if orders

// SaveOrder stores what an order line, as JSON, says of an instance.
func (t *Tx) SaveOrder(instanceID, orderLine string) error {
	return t.exec(`UPDATE instances SET bought = ? WHERE id = ?`, orderLine, instanceID)
}

// Order reads the last order line stored of an instance, as JSON; empty if there is none.
func (t *Tx) Order(instanceID string) (orderLine string, err error) {
	err = t.get(`SELECT bought FROM instances WHERE id = ?`, []any{instanceID}, &orderLine)
	return orderLine, err
}
// koo:end
// koo:if v1 v2
// koo:if period on-demand
// koo:if v1 period

// AddAppliedOrder records an order that changes an instance and returns whether it is new.
func (t *Tx) AddAppliedOrder(instanceID, orderID string) (isNew bool, err error) {
	return t.insert(`INSERT OR IGNORE INTO applied_orders (instance_id, order_id) VALUES (?, ?)`, instanceID, orderID)
}
// koo:end
// koo:end
// koo:end
// koo:if online-license

// HasLicenseRequest returns whether a licence was requested before.
func (t *Tx) HasLicenseRequest(instanceID, eventID, fingerprint string) (has bool, err error) {
	err = t.get(`SELECT count(*) > 0 FROM license_requests WHERE instance_id = ? AND event_id = ? AND fingerprint = ?`,
		[]any{instanceID, eventID, fingerprint}, &has)
	return has, err
}

// AddLicenseRequest records a request for a licence.
func (t *Tx) AddLicenseRequest(instanceID, eventID, fingerprint string) error {
	return t.exec(`INSERT INTO license_requests (instance_id, event_id, fingerprint) VALUES (?, ?, ?)`,
		instanceID, eventID, fingerprint)
}
// koo:end
// koo:end
