// koo:if on-demand
// koo:if instances
// Command push-usage sends to KooGallery the usage that it has not accepted yet, or that of the day (UTC) given as
// 2026-01-31. To be run each hour.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"strconv"
	"time"

	"example.com/koogallery-callbacks/internal/openapi"
	"example.com/koogallery-callbacks/internal/store"
)

// maxAge is how old usage may be that KooGallery takes.
const maxAge = 21 * 24 * time.Hour

func main() {
	for _, name := range []string{"KOO_ACCESS_KEY", "KOO_ORDER_API_AK", "KOO_ORDER_API_SK"} {
		if os.Getenv(name) == "" {
			exit(2, name+" is not set")
		}
	}
	from, until, err := period(os.Args[1:], time.Now())
	if err != nil {
		exit(2, err)
	}
	api, err := openapi.New(os.Getenv("KOO_ORDER_API_URL"), os.Getenv("KOO_ORDER_API_AK"),
		os.Getenv("KOO_ORDER_API_SK"), 30*time.Second)
	if err != nil {
		exit(2, "KOO_ORDER_API_URL: ", err)
	}
	db, err := openStore(cmp.Or(os.Getenv("DATABASE"), "koogallery.db"))
	if err != nil {
		exit(2, "DATABASE: ", err)
	}
	ctx := context.Background()
	if len(os.Args) == 1 {
		lost, err := pendingRecords(ctx, db, from.Add(-maxAge), from)
		if err != nil {
			exit(1, err)
		}
		if len(lost) > 0 {
			fmt.Fprintf(os.Stderr, "%d records are too old to be pushed: more than 21 days\n", len(lost))
		}
	}
	accepted, count, err := push(ctx, db, api, from, until)
	fmt.Printf("%d of %d records accepted, %d still pending\n", accepted, count, count-accepted)
	if err != nil {
		exit(1, err)
	}
	if accepted < count {
		os.Exit(1)
	}
}

// period returns the time whose usage is sent.
func period(args []string, now time.Time) (from, until time.Time, err error) {
	until = now.UTC().Truncate(time.Hour)
	if len(args) == 0 {
		// The hour of 21 days ago has begun before.
		return until.Add(time.Hour - maxAge), until, nil
	}
	day, err := time.Parse(time.DateOnly, args[0])
	if err != nil || day.Add(24*time.Hour).After(until) {
		return from, until, errors.New("usage: push-usage [DAY], a past day such as 2026-01-31")
	}
	return day, day.Add(24 * time.Hour), nil
}

// openStore opens the database of the server. It creates none: the usage of an empty one would be nothing.
func openStore(path string) (*store.Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s does not exist; it must be the file of the server", path)
	}
	return store.Open(path)
}

func exit(status int, message ...any) {
	fmt.Fprintln(os.Stderr, fmt.Sprint(message...))
	os.Exit(status)
}

// push sends the pending records of a time in batches, and returns how many of them were accepted. Each batch is
// recorded on its own, so that an error does not lose those before.
func push(ctx context.Context, db *store.Store, api *openapi.Client, from, until time.Time) (accepted, count int, err error) {
	records, err := pendingRecords(ctx, db, from, until)
	if err != nil {
		return 0, 0, err
	}
	count = len(records)
	for len(records) > 0 {
		batch := records[:min(len(records), openapi.MaxUsageRecords)]
		records = records[len(batch):]
		rejected, err := api.PushUsage(ctx, os.Getenv("KOO_ACCESS_KEY"), batch)
		if err != nil {
			return accepted, count, err
		}
		if err := markPushed(ctx, db, batch, rejected); err != nil {
			return accepted, count, err
		}
		accepted += len(batch) - len(rejected)
	}
	return accepted, count, nil
}

// pendingRecords returns the usage of a time that was not accepted yet: a record for each instance and hour.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
func pendingRecords(
	ctx context.Context, db *store.Store, from, until time.Time,
) (pending []openapi.UsageRecord, err error) {
	err = db.Update(ctx, func(tx *store.Tx) error {
		// YOUR CODE: measure what you charge for. This charges the hours in which an instance could be used.
		uses, err := tx.Uses(from, until)
		if err != nil {
			return err
		}
		for _, use := range uses {
			for begin := use.Start; begin.Before(use.End); {
				end := begin.Truncate(time.Hour).Add(time.Hour)
				if use.End.Before(end) {
					end = use.End
				}
				record := usageRecord(use.InstanceID, begin, end)
				isPushed, err := tx.IsPushed(record.MeteringSN)
				if err != nil {
					return err
				}
				// A second of use rounds to more than 0; your measure may not.
				if !isPushed && record.UsageValue != "0" {
					pending = append(pending, record)
				}
				begin = end
			}
		}
		return nil
	})
	return pending, err
}

func usageRecord(instanceID string, begin, end time.Time) openapi.UsageRecord {
	const format = "20060102T150405Z"
	hours := math.Round(end.Sub(begin).Hours()*10_000) / 10_000
	return openapi.UsageRecord{
		BeginTime:  begin.Format(format),
		EndTime:    end.Format(format),
		InstanceID: instanceID,
		// The same in a repetition, so that nothing is charged twice.
		MeteringSN: instanceID + "-" + begin.Format(format),
		RecordTime: time.Now().UTC().Format(format),
		UsageValue: strconv.FormatFloat(hours, 'f', -1, 64),
	}
}

// markPushed records what KooGallery accepted, now or before, and removes the latter from rejected.
func markPushed(ctx context.Context, db *store.Store, batch []openapi.UsageRecord, rejected map[string]string) error {
	return db.Update(ctx, func(tx *store.Tx) error {
		for _, record := range batch {
			code, isRejected := rejected[record.MeteringSN]
			// 005 and 010: KooGallery has the record.
			if code == "005" || code == "010" {
				delete(rejected, record.MeteringSN)
			} else if isRejected {
				fmt.Fprintf(os.Stderr, "%s rejected: %s (see: koo codes %s)\n", record.MeteringSN, code, code)
				continue
			}
			if err := tx.AddPushed(record.MeteringSN, record.InstanceID, record.EndTime, record.UsageValue); err != nil {
				return err
			}
		}
		return nil
	})
}
// koo:end
// koo:end
