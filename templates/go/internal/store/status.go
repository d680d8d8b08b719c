// koo:if instances license-code
package store

// States of instances and licence codes.
const (
	Active   = "active"
	Frozen   = "frozen"
	Released = "released"
)
// koo:end
