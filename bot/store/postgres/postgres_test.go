package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/store/postgres"
	"payhelp/bot/store/postgrestest"
	"payhelp/bot/store/sqlstore"
	"payhelp/bot/store/storetest"
)

func open(t *testing.T, url string) *sqlstore.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	postgrestest.Schema(t) // skips the whole where there is no server
	storetest.Run(t, func(t *testing.T) *sqlstore.Store { return open(t, postgrestest.Schema(t)) })
}

func TestReplicasThatStartTogetherMigrateOnce(t *testing.T) {
	url := postgrestest.Schema(t)
	results := make(chan error, 6)
	for range 6 {
		go func() {
			s, err := postgres.Open(t.Context(), url)
			if err == nil {
				err = s.Close()
			}
			results <- err
		}()
	}
	for range 6 {
		if err := <-results; err != nil {
			t.Errorf("Open: %v", err)
		}
	}
}

// TestErasedTextIsInNoTable looks through every column of every table.
func TestErasedTextIsInNoTable(t *testing.T) {
	url := postgrestest.Schema(t)
	s := open(t, url)
	noon := time.Date(2026, 5, 12, 4, 0, 0, 0, time.UTC)
	const secret = "swordfish"
	if err := s.StartConversation(t.Context(), desk.Conversation{ID: "c1", Lang: "en", Channel: "web", Created: noon}, []byte("token")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddVisitorMessage(t.Context(), desk.Message{Conversation: "c1", From: desk.FromVisitor, Text: secret, Lang: "en", At: noon, ClientID: "a"}, 10); err != nil {
		t.Fatal(err)
	}
	c, _, err := s.Escalate(t.Context(), desk.Escalation{
		Conversation: "c1", Reason: "asked", Note: secret, Contact: secret, At: noon,
		Notice: desk.Message{Conversation: "c1", From: desk.FromSystem, Text: "called", Lang: "en", At: noon},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddNote(t.Context(), c.ID, secret, desk.Actor{Staff: "li", Name: "li"}, noon); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if n := rowsWith(t, db, secret); n != 3 {
		t.Fatalf("before it is erased the text is in %d rows, want those of message, case and note", n)
	}
	if err := s.Erase(t.Context(), "c1"); err != nil {
		t.Fatal(err)
	}
	if n := rowsWith(t, db, secret); n != 0 {
		t.Errorf("after it was erased the text is in %d rows", n)
	}
	for table, want := range map[string]int{"conversations": 0, "messages": 0, "tokens": 0, "cases": 0, "case_notes": 0, "outbox": 0, "audit": 1} {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil || n != want {
			t.Errorf("%s has %d rows, %v; want %d", table, n, err, want)
		}
	}
}

// rowsWith counts the rows of all tables that have text in any column.
func rowsWith(t *testing.T, db *sql.DB, text string) int {
	t.Helper()
	rows, err := db.Query(`SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var parts []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, fmt.Sprintf(`SELECT count(*) AS n FROM %s r WHERE r::text LIKE '%%%s%%'`, name, text))
	}
	if err := errors.Join(rows.Err(), context.Cause(t.Context())); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := db.QueryRow(`SELECT sum(n) FROM (` + strings.Join(parts, " UNION ALL ") + `) all_tables`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
