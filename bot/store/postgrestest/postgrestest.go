// Package postgrestest finds the PostgreSQL server that tests run on.
package postgrestest

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver
)

// Schema makes a schema of its own on the server that PAYHELP_TEST_POSTGRES
// names, gone after the test, and returns the URL whose connections work in it.
// Without a server the test is skipped or, where PAYHELP_TEST_REQUIRE is 1,
// fails.
func Schema(t *testing.T) string {
	t.Helper()
	server := os.Getenv("PAYHELP_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("PAYHELP_TEST_REQUIRE") == "1" {
			t.Fatal("PAYHELP_TEST_POSTGRES has no URL of a PostgreSQL server, and PAYHELP_TEST_REQUIRE=1 requires one")
		}
		t.Skip("PAYHELP_TEST_POSTGRES has no URL of a PostgreSQL server")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	name := "test_" + strings.ToLower(rand.Text())
	if _, err := db.ExecContext(t.Context(), `CREATE SCHEMA `+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec(`DROP SCHEMA ` + name + ` CASCADE`); err != nil { //nolint:noctx // the test's context has ended
			t.Errorf("drop schema: %v", err)
		}
	})
	query := u.Query()
	query.Set("search_path", name)
	u.RawQuery = query.Encode()
	return u.String()
}
