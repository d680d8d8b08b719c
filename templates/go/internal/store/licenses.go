// koo:if license-code
package store

// LicenseCode is a licence code that KooGallery sold.
type LicenseCode struct {
	Code       string
	Status     string // active, frozen or released
	ExpireTime string
}

// AddLicenseCodes stores codes that are not known yet.
func (t *Tx) AddLicenseCodes(codes []string) error {
	for _, code := range codes {
		if err := t.exec(`INSERT OR IGNORE INTO license_codes (code) VALUES (?)`, code); err != nil {
			return err
		}
	}
	return nil
}

// LicenseCode reads a licence code; ErrNotFound if there is none.
func (t *Tx) LicenseCode(code string) (*LicenseCode, error) {
	c := LicenseCode{Code: code}
	err := t.get(`SELECT status, expire_time FROM license_codes WHERE code = ?`, []any{code}, &c.Status, &c.ExpireTime)
	return &c, err
}

// SaveLicenseCode stores what can change of a licence code.
func (t *Tx) SaveLicenseCode(c *LicenseCode) error {
	return t.exec(`UPDATE license_codes SET status = ?, expire_time = ? WHERE code = ?`, c.Status, c.ExpireTime, c.Code)
}
// koo:end
