// koo:if on-demand
// koo:if instances
package store

import "time"

// StartUse begins a time in which an instance can be used, unless it has begun.
func (t *Tx) StartUse(instanceID string, at time.Time) error {
	return t.exec(`INSERT INTO uses (instance_id, started_at)
		SELECT ?, ? WHERE NOT EXISTS (SELECT * FROM uses WHERE instance_id = ? AND ended_at IS NULL)`,
		instanceID, at.Unix(), instanceID)
}

// EndUse ends the time in which an instance can be used.
func (t *Tx) EndUse(instanceID string, at time.Time) error {
	return t.exec(`UPDATE uses SET ended_at = ? WHERE instance_id = ? AND ended_at IS NULL`, at.Unix(), instanceID)
}

// Use is a time in which an instance could be used.
type Use struct {
	InstanceID string
	Start, End time.Time
}

// Uses returns the times of use between two times, cut to them.
func (t *Tx) Uses(from, until time.Time) ([]Use, error) {
	rows, err := t.tx.Query(`SELECT instance_id, max(started_at, ?1), min(coalesce(ended_at, ?2), ?2) FROM uses
		WHERE started_at < ?2 AND coalesce(ended_at, ?2) > ?1 ORDER BY instance_id, started_at`,
		from.Unix(), until.Unix())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var uses []Use
	for rows.Next() {
		var use Use
		var start, end int64
		if err := rows.Scan(&use.InstanceID, &start, &end); err != nil {
			return nil, err
		}
		use.Start, use.End = time.Unix(start, 0).UTC(), time.Unix(end, 0).UTC()
		uses = append(uses, use)
	}
	return uses, rows.Err()
}

// IsPushed returns whether KooGallery has accepted a usage record.
func (t *Tx) IsPushed(meteringSN string) (is bool, err error) {
	err = t.get(`SELECT count(*) > 0 FROM pushed_records WHERE metering_sn = ?`, []any{meteringSN}, &is)
	return is, err
}

// AddPushed records that KooGallery has accepted a usage record.
func (t *Tx) AddPushed(meteringSN, instanceID, endTime, usageValue string) error {
	return t.exec(`INSERT OR IGNORE INTO pushed_records (metering_sn, instance_id, end_time, usage_value)
		VALUES (?, ?, ?, ?)`, meteringSN, instanceID, endTime, usageValue)
}
// koo:if v1 v2

// PushedUsage returns the accepted usage of an instance and the end of its last record; empty if there is none.
func (t *Tx) PushedUsage(instanceID string) (value float64, endTime string, err error) {
	err = t.get(`SELECT total(usage_value), coalesce(max(end_time), '') FROM pushed_records WHERE instance_id = ?`,
		[]any{instanceID}, &value, &endTime)
	return value, endTime, err
}
// koo:end
// koo:end
// koo:end
