// koo:if v1 v2
// koo:if period
package callbacks

// upgradeInstance changes what an instance has. A repeated order changes nothing.
func (c *call) upgradeInstance() (fields, error) {
	instance, err := c.instance()
	if err != nil {
		return nil, err
	}
	isNew, err := c.tx.AddUpgrade(instance.ID, c.text("orderId"))
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
