// koo:if instances license-code
package store

// States of instances and licence codes.
const (
	Active   = "active"
	// koo:if period on-demand license-code
	Frozen   = "frozen"
	// koo:end
	Released = "released"
)
// koo:end
