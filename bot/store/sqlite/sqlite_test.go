package sqlite_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/picture"
	"payhelp/bot/store/sqlite"
	"payhelp/bot/store/sqlstore"
	"payhelp/bot/store/storetest"
)

func open(t *testing.T, path string) *sqlstore.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
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
	storetest.Run(t, func(t *testing.T) *sqlstore.Store { return open(t, filepath.Join(t.TempDir(), "a db?.sqlite")) })
}

var noon = time.Date(2026, 5, 12, 4, 0, 0, 0, time.UTC)

// files returns all that the database has on the disk.
func files(t *testing.T, dir string) []byte {
	t.Helper()
	var out []byte
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, data...)
	}
	return out
}

func TestErasedTextIsNotOnTheDisk(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "payhelp.db"))
	secret := strings.Repeat("swordfish-", 600) // more than a page
	c := desk.Conversation{ID: "c1", Lang: "en", Channel: "web", Created: noon}
	if err := s.StartConversation(t.Context(), c, []byte("token")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddVisitorMessage(t.Context(), desk.Message{Conversation: "c1", From: desk.FromVisitor, Text: secret, At: noon, ClientID: "a"}, 10); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(files(t, dir), []byte("swordfish")) {
		t.Fatal("the text is not on the disk before it is erased: the test looks in the wrong place")
	}
	if err := s.Erase(t.Context(), "c1"); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(files(t, dir), []byte("swordfish")) {
		t.Error("the text is still on the disk after it was erased")
	}
}

func TestErasedPictureIsNotOnTheDisk(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "payhelp.db"))
	if err := s.StartConversation(t.Context(), desk.Conversation{ID: "c1", Lang: "en", Channel: "web", Created: noon}, []byte("token")); err != nil {
		t.Fatal(err)
	}
	c, _, err := s.Escalate(t.Context(), desk.Escalation{
		Conversation: "c1", Reason: bot.Asked, At: noon,
		Notice: desk.Message{Conversation: "c1", From: desk.FromSystem, Kind: desk.KindCalled, Text: "A person is called.", Lang: "en", At: noon},
	})
	if err != nil {
		t.Fatal(err)
	}
	li := desk.Actor{Staff: "li", Name: "li"}
	if _, err := s.Assign(t.Context(), desk.Assignment{Case: c.ID, To: "li", ToName: "li", By: li, Act: "claim", At: noon}); err != nil {
		t.Fatal(err)
	}
	secret := []byte(strings.Repeat("swordfish-", 60_000)) // many pages
	if _, _, err := s.AddStaffMessage(t.Context(), c.ID, desk.Message{
		From: desk.FromStaff, Kind: desk.KindPicture, Text: "a picture", At: noon, Staff: "li", ClientID: "p",
		Picture: &picture.Picture{Type: picture.PNG, Width: 1, Height: 1, Data: secret},
	}, li); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(files(t, dir), []byte("swordfish")) {
		t.Fatal("the picture is not on the disk before it is erased: the test looks in the wrong place")
	}
	if err := s.Erase(t.Context(), "c1"); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(files(t, dir), []byte("swordfish")) {
		t.Error("the picture is still on the disk after it was erased")
	}
}

func TestCancelledCallerLeavesOthersAlone(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "payhelp.db"))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	results := make(chan error, 40)
	for i := range 40 {
		ctx := t.Context()
		if i%2 == 1 {
			ctx = gone
		}
		go func() {
			results <- s.StartConversation(ctx, desk.Conversation{ID: fmt.Sprint(i), Lang: "en", Channel: "web", Created: noon}, fmt.Append(nil, i))
		}()
	}
	refused := 0
	for range 40 {
		if <-results != nil {
			refused++
		}
	}
	if refused != 20 {
		t.Errorf("%d of 40 were refused, want the 20 whose caller was gone", refused)
	}
	for i := 0; i < 40; i += 2 {
		if _, err := s.Conversation(t.Context(), fmt.Sprint(i)); err != nil {
			t.Errorf("conversation %d: %v", i, err)
		}
	}
}

func TestFailureLeavesOthersAlone(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "payhelp.db"))
	if err := s.StartConversation(t.Context(), desk.Conversation{ID: "same", Lang: "en", Channel: "web", Created: noon}, []byte("same")); err != nil {
		t.Fatal(err)
	}
	results := make(chan error, 60)
	for i := range 60 {
		c := desk.Conversation{ID: fmt.Sprint(i), Lang: "en", Channel: "web", Created: noon}
		if i%3 == 0 {
			c.ID = "same" // violates the key
		}
		go func() { results <- s.StartConversation(t.Context(), c, fmt.Append(nil, i)) }()
	}
	refused := 0
	for range 60 {
		if <-results != nil {
			refused++
		}
	}
	if refused != 20 {
		t.Errorf("%d of 60 were refused, want 20", refused)
	}
	for i := range 60 {
		if _, err := s.Conversation(t.Context(), fmt.Sprint(i)); (err == nil) != (i%3 != 0) {
			t.Errorf("conversation %d: %v", i, err)
		}
	}
}

func TestTwoProcessesWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "payhelp.db")
	stores := []*sqlstore.Store{open(t, path), open(t, path)} // as two processes: each has its own connections
	results := make(chan error, 40)
	for i := range 40 {
		go func() {
			results <- stores[i%2].StartConversation(t.Context(), desk.Conversation{ID: fmt.Sprint(i), Lang: "en", Channel: "web", Created: noon}, fmt.Append(nil, i))
		}()
	}
	for range 40 {
		if err := <-results; err != nil {
			t.Errorf("StartConversation: %v", err)
		}
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "payhelp.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Exec(path, `INSERT INTO schema_migrations (version) VALUES (9999)`); err != nil {
		t.Fatal(err)
	}
	if s, err := sqlite.Open(t.Context(), path); err == nil {
		t.Error("a database of a newer version was opened", s.Close())
	} else if !strings.Contains(err.Error(), "newer version") {
		t.Errorf("the error is %q, want one that says so", err)
	}
}
