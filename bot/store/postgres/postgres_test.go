package postgres_test

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"payhelp/bot/store/postgres"
	"payhelp/bot/store/sqlstore"
	"payhelp/bot/store/storetest"
)

// server returns the URL of the server to test on.
func server(t *testing.T) string {
	t.Helper()
	url := os.Getenv("PAYHELP_TEST_POSTGRES")
	if url == "" {
		if os.Getenv("PAYHELP_TEST_REQUIRE") == "1" {
			t.Fatal("PAYHELP_TEST_POSTGRES has no URL of a PostgreSQL server, and PAYHELP_TEST_REQUIRE=1 requires one")
		}
		t.Skip("PAYHELP_TEST_POSTGRES has no URL of a PostgreSQL server")
	}
	return url
}

// schema makes a schema of its own on the server, gone after the test, and
// returns the URL whose connections work in it.
func schema(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(server(t))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	name := "test_" + strings.ToLower(rand.Text())
	if _, err := db.Exec(`CREATE SCHEMA ` + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec(`DROP SCHEMA ` + name + ` CASCADE`); err != nil {
			t.Errorf("drop schema: %v", err)
		}
	})
	query := u.Query()
	query.Set("search_path", name)
	u.RawQuery = query.Encode()
	return u.String()
}

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
	server(t)
	storetest.Run(t, func(t *testing.T) *sqlstore.Store { return open(t, schema(t)) })
}

func TestReplicasThatStartTogetherMigrateOnce(t *testing.T) {
	url := schema(t)
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
