package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"payhelp/knowledge"
)

// envChild makes the test program the program itself.
const envChild = "PAYHELP_TEST_CHILD"

// A child is a service in a process of its own.
type child struct {
	cmd *exec.Cmd
	url string
}

// startChild starts the service on the data in dir and waits until it serves.
func startChild(t *testing.T, dir, kb string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0], "serve", "--addr", "127.0.0.1:0", "--data", dir, "--kb", kb)
	cmd.Env = append(os.Environ(), envChild+"=1")
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{cmd: cmd}
	t.Cleanup(c.kill)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "payhelp answers at "); ok {
			c.url = strings.TrimSuffix(url, "/")
			go io.Copy(io.Discard, out)
			return c
		}
	}
	cmd.Wait()
	t.Fatalf("the service did not start: %s", &log)
	return nil
}

// kill ends the process as a loss of power would: SIGKILL, nothing is flushed.
func (c *child) kill() {
	if c.cmd.ProcessState == nil {
		c.cmd.Process.Kill()
		c.cmd.Wait()
	}
}

// call posts a document, or gets where body is nil, and decodes what comes.
func (c *child) call(method, path, token string, body, out any, want int) error {
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return err
		}
		reader = bytes.NewReader(data)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, c.url+path, reader)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != want {
		return &statusError{resp.StatusCode, string(data)}
	}
	return json.Unmarshal(data, out)
}

// A statusError is an answer with another status than the wanted one.
type statusError struct {
	code int
	body string
}

func (e *statusError) Error() string { return fmt.Sprintf("status %d: %s", e.code, e.body) }

// A visitorLog is what one visitor knows: what was acknowledged, and what was
// under way when the service died.
type visitorLog struct {
	id, token string
	acked     map[string]int64 // number by client_id
	next      int
	pending   string // client_id; "" where nothing was under way
}

func (v *visitorLog) text(clientID string) string { return "what does a withdrawal cost " + clientID }

// post posts a message and notes that it was acknowledged.
func (v *visitorLog) post(c *child, clientID string) error {
	var out struct {
		Message struct {
			Seq  int64
			Text string
		}
		Reply *struct{ Kind string }
	}
	v.pending = clientID
	err := c.call("POST", "/api/v1/conversations/"+v.id+"/messages", v.token, map[string]string{"text": v.text(clientID), "client_id": clientID}, &out, 201)
	if err != nil {
		return err
	}
	if out.Reply == nil || out.Message.Text != v.text(clientID) {
		return fmt.Errorf("acknowledged %+v", out)
	}
	v.acked[clientID], v.pending = out.Message.Seq, ""
	return nil
}

// check holds what the service has against what the visitor knows.
func (v *visitorLog) check(c *child) error {
	type message struct {
		Seq      int64
		From     string
		Text     string
		ClientID string `json:"client_id"`
	}
	var all []message
	for after := int64(0); ; {
		var page struct {
			Messages []message
			More     bool
		}
		if err := c.call("GET", fmt.Sprintf("/api/v1/conversations/%s/messages?after=%d", v.id, after), v.token, nil, &page, 200); err != nil {
			return err
		}
		all = append(all, page.Messages...)
		if !page.More {
			break
		}
		after = all[len(all)-1].Seq
	}
	found, answers := map[string]int64{}, 0
	for i, m := range all {
		if m.Seq != int64(i+1) {
			return fmt.Errorf("message %d has number %d", i+1, m.Seq)
		}
		if m.From == "bot" {
			answers++
		}
		if m.From != "visitor" {
			continue
		}
		if found[m.ClientID] != 0 {
			return fmt.Errorf("message %s is there twice", m.ClientID)
		}
		if m.Text != v.text(m.ClientID) {
			return fmt.Errorf("message %s says %q", m.ClientID, m.Text)
		}
		found[m.ClientID] = m.Seq
	}
	for id, seq := range v.acked {
		if found[id] != seq {
			return fmt.Errorf("message %s was acknowledged as number %d and is number %d", id, seq, found[id])
		}
	}
	if len(found) > len(v.acked)+1 || answers < len(v.acked) || answers > len(found) {
		return fmt.Errorf("%d messages and %d answers are there, %d were acknowledged", len(found), answers, len(v.acked))
	}
	return nil
}

// TestKilledServiceLosesNothing kills the service in the middle of posting,
// again and again; what it acknowledged is there afterwards, once, and what was
// under way can be sent again. PAYHELP_KILLS says how often.
func TestKilledServiceLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("measures what the disk keeps, which no race detector sees")
	}
	kills := 6
	if s := os.Getenv("PAYHELP_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("PAYHELP_KILLS=%q is no number of kills", s)
		}
		kills = n
	}
	dir, kb := t.TempDir(), filepath.Join(t.TempDir(), "kb")
	examples := []knowledge.Example{}
	for label, texts := range map[string][]string{
		"atm-fees": {"what does a withdrawal cost", "atm fee", "how much is the fee"}, "atm-limits": {"how much can I withdraw", "limit of the atm", "most in a day"},
	} {
		for _, text := range texts {
			examples = append(examples, knowledge.Example{Lang: "en", Text: text, Label: label})
		}
	}
	if _, err := knowledge.Import(examples, kb); err != nil {
		t.Fatal(err)
	}
	c := startChild(t, dir, kb)
	const writers = 4
	visitors := make([]*visitorLog, writers)
	total := 0
	for kill := range kills {
		for i := range visitors {
			// A new conversation now and then, so that a check stays short.
			if visitors[i] == nil || kill%20 == 0 && visitors[i].pending == "" {
				v := &visitorLog{acked: map[string]int64{}}
				var started struct{ ID, Token string }
				if err := c.call("POST", "/api/v1/conversations", "", nil, &started, 201); err != nil {
					t.Fatal(err)
				}
				v.id, v.token = started.ID, started.Token
				visitors[i] = v
			}
		}
		total += postUntilKilled(t, c, visitors, 1+rand.IntN(60))
		c = startChild(t, dir, kb)
		for i, v := range visitors {
			if err := v.check(c); err != nil {
				t.Fatalf("after kill %d, visitor %d: %v", kill+1, i, err)
			}
			if id := v.pending; id != "" {
				if err := v.post(c, id); err != nil {
					t.Fatalf("after kill %d, message %s sent again: %v", kill+1, id, err)
				}
			}
			if err := v.check(c); err != nil {
				t.Fatalf("after kill %d and sending again, visitor %d: %v", kill+1, i, err)
			}
		}
	}
	t.Logf("%d kills, %d messages acknowledged, none lost or doubled", kills, total)
}

// postUntilKilled lets the visitors post at once until after acknowledgements
// came, kills the service and returns how many did come.
func postUntilKilled(t *testing.T, c *child, visitors []*visitorLog, after int) int {
	t.Helper()
	var acked atomic.Int32
	enough := make(chan struct{})
	var wg sync.WaitGroup
	for _, v := range visitors {
		wg.Go(func() {
			for {
				v.next++
				err := v.post(c, "m"+strconv.Itoa(v.next))
				var status *statusError
				if errors.As(err, &status) {
					t.Errorf("the service answered %v", err)
					return
				}
				if err != nil {
					return // it is dead
				}
				if acked.Add(1) == int32(after) {
					close(enough)
				}
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(time.Minute):
		t.Errorf("%d acknowledgements came in a minute, want %d", acked.Load(), after)
	}
	c.kill()
	wg.Wait()
	return int(acked.Load())
}
