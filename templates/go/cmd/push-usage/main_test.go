// koo:if on-demand
// koo:if instances
package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/koogallery-callbacks/internal/store"
)

func TestPeriod(t *testing.T) {
	now := time.Date(2026, 1, 31, 0, 30, 0, 0, time.UTC)
	for day, want := range map[string]string{"": "10 01:00 to 31 00:00", "2026-01-30": "30 00:00 to 31 00:00"} {
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

func TestPendingRecords(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2026, 1, 31, 0, 10, 0, 0, time.UTC)
	err = db.Update(context.Background(), func(tx *store.Tx) error {
		if err := tx.AddInstance(&store.Instance{ID: "i", Protocol: "v2", Status: store.Active}); err != nil {
			return err
		}
		return tx.StartUse("i", now.Add(-30*24*time.Hour))
	})
	if err != nil {
		t.Fatal(err)
	}
	from, until, err := period(nil, now)
	if err != nil {
		t.Fatal(err)
	}
	if age := now.Sub(from); age > maxAge {
		t.Errorf("KooGallery rejects what is %s old", age)
	}
	count := func(from, until time.Time) int {
		records, err := pendingRecords(context.Background(), db, from, until)
		if err != nil {
			t.Fatal(err)
		}
		return len(records)
	}
	if got := count(from, until); got != 21*24-1 {
		t.Errorf("%d records are pending", got)
	}
	if got := count(from.Add(-maxAge), from); got != 9*24+1 {
		t.Errorf("%d records are too old", got)
	}
}

func TestOpenStoreCreatesNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	if _, err := openStore(path); err == nil || !strings.Contains(err.Error(), "other.db does not exist") {
		t.Error(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a database was created")
	}
}
// koo:end
// koo:end
