// koo:if kit
package store

// Every function of this file may be repeated: what is there is replaced, what is missing is deleted.

// SaveTenant stores an organisation.
func (t *Tx) SaveTenant(instanceID, tenantID, data string) error {
	return t.exec(`INSERT OR REPLACE INTO tenants (instance_id, tenant_id, data) VALUES (?, ?, ?)`,
		instanceID, tenantID, data)
}

// DeleteTenant deletes an organisation.
func (t *Tx) DeleteTenant(instanceID, tenantID string) error {
	return t.exec(`DELETE FROM tenants WHERE instance_id = ? AND tenant_id = ?`, instanceID, tenantID)
}

// SaveApplication stores the application of an organisation, its client secret still encrypted.
func (t *Tx) SaveApplication(instanceID, tenantID, appID, data string) error {
	return t.exec(`INSERT OR REPLACE INTO applications (instance_id, tenant_id, app_id, data) VALUES (?, ?, ?, ?)`,
		instanceID, tenantID, appID, data)
}

// DeleteApplication deletes the application of an organisation.
func (t *Tx) DeleteApplication(instanceID, tenantID, appID string) error {
	return t.exec(`DELETE FROM applications WHERE instance_id = ? AND tenant_id = ? AND app_id = ?`,
		instanceID, tenantID, appID)
}

// SaveUser stores a user of an application.
func (t *Tx) SaveUser(instanceID, tenantID, appID, userName, data string) error {
	return t.exec(`INSERT OR REPLACE INTO users (instance_id, tenant_id, app_id, user_name, data) VALUES (?, ?, ?, ?, ?)`,
		instanceID, tenantID, appID, userName, data)
}

// DeleteUser deletes a user of an application.
func (t *Tx) DeleteUser(instanceID, tenantID, appID, userName string) error {
	return t.exec(`DELETE FROM users WHERE instance_id = ? AND tenant_id = ? AND app_id = ? AND user_name = ?`,
		instanceID, tenantID, appID, userName)
}

// SaveDepartment stores a department. Its parent may come later.
func (t *Tx) SaveDepartment(instanceID, tenantID, orgCode, data string) error {
	return t.exec(`INSERT OR REPLACE INTO departments (instance_id, tenant_id, org_code, data) VALUES (?, ?, ?, ?)`,
		instanceID, tenantID, orgCode, data)
}

// DeleteDepartment deletes a department.
func (t *Tx) DeleteDepartment(instanceID, tenantID, orgCode string) error {
	return t.exec(`DELETE FROM departments WHERE instance_id = ? AND tenant_id = ? AND org_code = ?`,
		instanceID, tenantID, orgCode)
}

// DeleteDepartments deletes all departments of an organisation.
func (t *Tx) DeleteDepartments(instanceID, tenantID string) error {
	return t.exec(`DELETE FROM departments WHERE instance_id = ? AND tenant_id = ?`, instanceID, tenantID)
}
// koo:end
