// koo:if on-demand
// koo:if instances
package main

import (
	"testing"
	"time"
)

func TestPeriod(t *testing.T) {
	now := time.Date(2026, 1, 31, 0, 30, 0, 0, time.UTC)
	for day, want := range map[string]string{"": "29 00:00 to 31 00:00", "2026-01-30": "30 00:00 to 31 00:00"} {
		var args []string
		if day != "" {
			args = []string{day}
		}
		from, until, err := period(args, now)
		if got := from.Format("02 15:04 to ") + until.Format("02 15:04"); err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", day, got, err, want)
		}
	}
	for _, day := range []string{"2026-01-31", "yesterday"} {
		if _, _, err := period([]string{day}, now); err == nil {
			t.Errorf("%s is accepted", day)
		}
	}
}
// koo:end
// koo:end
