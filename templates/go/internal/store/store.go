// Package store keeps the state of the merchant in SQLite. It contains all SQL: for another database, replace it.
package store

import (
	"context"
	"database/sql"
	_ "embed"
	// koo:if instances license-code
	"errors"
	// koo:end
	"fmt"
	"os"
	// koo:if v2-family
	"time"
	// koo:end

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)
// koo:if instances license-code

// ErrNotFound says that there is no such record.
var ErrNotFound = errors.New("not found")
// koo:end
// koo:if instances license-code

// States of instances and licence codes.
const (
	Active   = "active"
	// koo:if period on-demand license-code
	Frozen   = "frozen"
	// koo:end
	Released = "released"
)
// koo:end

//go:embed schema.sql
var schema string

// Store is a database file.
type Store struct{ db *sql.DB }

// Open opens a database file, and creates it if there is none.
func Open(path string) (*Store, error) {
	// SQLite would create it readable for everyone; its other files get the same mode.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", path+"?_txlock=immediate&_busy_timeout=5000&_journal_mode=WAL&_foreign_keys=on")
	if err != nil {
		return nil, err
	}
	// SQLite has one writer at a time: calls wait for the connection, rather than poll for the lock.
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(schema); err != nil {
		db.Close()
		return nil, fmt.Errorf("create the tables: %w", err)
	}
	return &Store{db}, nil
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }

// Tx is a transaction.
type Tx struct{ tx *sql.Tx }

// Update runs act in a transaction that nobody else can write in; an error rolls it back.
func (s *Store) Update(ctx context.Context, act func(*Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := act(&Tx{tx}); err != nil {
		return err
	}
	return tx.Commit()
}
// koo:if v2-family

// AddNonce records a nonce and returns whether it is new. A timestamp is valid from 60 s before to 60 s after its
// time, so a request could be replayed for 120 s.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
func (s *Store) AddNonce(ctx context.Context, keyClass, nonce string, now time.Time) (isNew bool, err error) {
	err = s.Update(ctx, func(t *Tx) error {
		if err := t.exec(`DELETE FROM nonces WHERE expires_at < ?`, now.UnixMilli()); err != nil {
			return err
		}
		isNew, err = t.insert(`INSERT OR IGNORE INTO nonces (key_class, nonce, expires_at) VALUES (?, ?, ?)`,
			keyClass, nonce, now.Add(120*time.Second).UnixMilli())
		return err
	})
	return isNew, err
}
// koo:end

func (t *Tx) exec(query string, args ...any) error {
	_, err := t.tx.Exec(query, args...)
	return err
}
// koo:if v2-family period on-demand
// koo:if v2-family v1

// insert returns whether a row was inserted.
func (t *Tx) insert(query string, args ...any) (bool, error) {
	result, err := t.tx.Exec(query, args...)
	if err != nil {
		return false, err
	}
	count, err := result.RowsAffected()
	return count > 0, err
}
// koo:end
// koo:end
// koo:if instances license-code

// get reads one row.
func (t *Tx) get(query string, args []any, into ...any) error {
	err := t.tx.QueryRow(query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
// koo:end
// koo:if order-notify

// AddNotifiedOrder records an order line of orderNotify and returns whether it is new.
func (t *Tx) AddNotifiedOrder(orderID, orderLineID string) (isNew bool, err error) {
	return t.insert(`INSERT OR IGNORE INTO notified_orders (order_id, order_line_id) VALUES (?, ?)`, orderID, orderLineID)
}
// koo:end
