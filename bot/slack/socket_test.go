package slack_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"payhelp/bot/relay"
	"payhelp/bot/slack/slackfake"
)

// connected runs test in a bubble, in which time passes only when everybody
// waits, with the adapter connected by a socket.
func connected(t *testing.T, test func(t *testing.T, w *slackfake.Workspace, in *inbox)) {
	synctest.Test(t, func(t *testing.T) {
		w, in := slackfake.New(time.Now), newInbox()
		s := adapter(w.StartInMemory(t))
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Run(ctx, in)
		}()
		synctest.Wait()
		if _, states := in.got(); !slices.Equal(states, []string{"connected"}) || w.Connected() != 1 {
			t.Fatalf("states %q, %d sockets", states, w.Connected())
		}
		test(t, w, in)
		stop()
		<-done
	})
}

func TestASocketThatIsSilentForTwoMinutes(t *testing.T) {
	connected(t, func(t *testing.T, w *slackfake.Workspace, in *inbox) {
		time.Sleep(time.Hour) // of the bubble: with pings all is well
		if w.Opened() != 1 {
			t.Fatalf("%d sockets were opened in an hour with pings", w.Opened())
		}
		w.Silence(true)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if w.Opened() < 2 {
			t.Fatal("after two minutes of silence no other socket was opened")
		}
		time.Sleep(4 * time.Minute)
		synctest.Wait()
		if _, states := in.got(); states[len(states)-1] != string(relay.Silent) || w.Connected() != 1 {
			t.Errorf("%d sockets are open, by which nothing comes; states %q", w.Connected(), states)
		}
		w.Silence(false)
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		opened := w.Opened()
		if _, states := in.got(); w.Connected() != 1 || states[len(states)-1] != "connected" {
			t.Errorf("%d sockets are open; states %q", w.Connected(), states)
		}
		acked := w.Send(t, w.Say("U0LI", "C0DESK", "", "are you there?"))
		synctest.Wait()
		if events, _ := in.got(); len(events) != 1 || events[0].Text != "are you there?" || len(acked) != 1 {
			t.Errorf("%d events, %d acknowledgements", len(events), len(acked))
		}
		time.Sleep(time.Hour)
		if w.Opened() != opened {
			t.Errorf("%d more sockets were opened in an hour with pings", w.Opened()-opened)
		}
	})
}

func TestAnEventIsAcknowledgedWhenItIsTaken(t *testing.T) {
	connected(t, func(t *testing.T, w *slackfake.Workspace, in *inbox) {
		hold, fail := make(chan struct{}), false
		in.answer = func(relay.Event) (relay.Response, error) {
			<-hold
			if fail {
				return relay.Response{}, errors.New("the store is away")
			}
			return relay.Response{}, nil
		}
		acked := w.Send(t, w.Say("U0LI", "C0DESK", "", "hello"))
		synctest.Wait()
		if len(acked) != 0 {
			t.Error("acknowledged before it was taken")
		}
		close(hold)
		synctest.Wait()
		if len(acked) != 1 {
			t.Error("not acknowledged after it was taken")
		}
		fail = true
		acked = w.Send(t, w.Say("U0LI", "C0DESK", "", "hello?"))
		synctest.Wait()
		if len(acked) != 0 {
			t.Error("acknowledged though it was not taken: Slack would not send it again")
		}
	})
}

func TestMessagesByASocketKeepTheirOrder(t *testing.T) {
	connected(t, func(t *testing.T, w *slackfake.Workspace, in *inbox) {
		const n = 200
		root := w.Say("U0LI", "C0DESK", "", "root").TS()
		for range n {
			w.Send(t, w.Say("U0LI", "C0DESK", root, "x"))
		}
		synctest.Wait()
		events, _ := in.got()
		if len(events) != n || !slices.IsSortedFunc(events, func(a, b relay.Event) int { return strings.Compare(a.At.ID, b.At.ID) }) {
			t.Errorf("%d events, in order: no", len(events))
		}
	})
}

func TestFormsAndCommandsByASocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, in := slackfake.New(time.Now), newInbox()
		s := adapter(w.StartInMemory(t))
		in.answer = func(e relay.Event) (relay.Response, error) {
			switch e.Kind {
			case relay.Pressed:
				return relay.Response{}, s.Show(t.Context(), e.Trigger, replyForm())
			case relay.Searched:
				return relay.Response{Options: []relay.Option{{Value: "article:a", Label: "A"}}}, nil
			case relay.Submitted:
				return relay.Response{Errors: map[string]string{"text": "请填写"}}, nil
			}
			return relay.Response{}, nil
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Run(ctx, in)
		}()
		synctest.Wait()
		send := func(p slackfake.Payload) []byte {
			t.Helper()
			acked := w.Send(t, p)
			synctest.Wait()
			select {
			case body := <-acked:
				return body
			default:
				t.Fatalf("not acknowledged: %s", p.Body)
				return nil
			}
		}
		if body := send(w.Command("U0LI", "C0DESK", "外卡")); len(body) != 0 {
			t.Errorf("command answered with %s", body)
		}
		send(press(t, w, s))
		if w.View() == nil {
			t.Fatal("no form was opened")
		}
		if got := slackfake.Searched(t, send(w.Search("U0LI", "pick", "a"))); !slices.Equal(got, []string{"article:a"}) {
			t.Errorf("found %q", got)
		}
		if body := string(send(w.Submit("U0LI", nil))); body != `{"response_action":"errors","errors":{"text":"请填写"}}` {
			t.Errorf("sending was answered with %s", body)
		}
		stop()
		<-done
	})
}

func TestSocketsThatEnd(t *testing.T) {
	connected(t, func(t *testing.T, w *slackfake.Workspace, in *inbox) {
		w.Refresh(t)
		synctest.Wait()
		w.Hangup()
		time.Sleep(time.Minute)
		if _, states := in.got(); w.Opened() != 3 || w.Connected() != 1 || !slices.Equal(states, []string{"connected", "connected", "connected"}) {
			t.Errorf("%d sockets were opened, states %q", w.Opened(), states)
		}
	})
}

func TestSlackIsAwayForAnHour(t *testing.T) {
	connected(t, func(t *testing.T, w *slackfake.Workspace, in *inbox) {
		w.FailAll("", slackfake.Fault{Status: 503})
		w.Hangup()
		time.Sleep(time.Hour)
		_, states := in.got()
		if states[len(states)-1] != string(relay.Unreachable) {
			t.Errorf("states %q", states)
		}
		if tries := len(w.Calls("apps.connections.open")); tries > 100 {
			t.Errorf("%d tries in an hour", tries)
		}
		w.FailAll("", slackfake.Fault{})
		time.Sleep(10 * time.Minute)
		if _, states := in.got(); states[len(states)-1] != "connected" || w.Connected() != 1 {
			t.Errorf("ten minutes after it came back: states %q", states)
		}
	})
}

func TestARevokedTokenIsSaidAndTriedAgain(t *testing.T) {
	connected(t, func(t *testing.T, w *slackfake.Workspace, in *inbox) {
		w.Revoke(true)
		w.Hangup()
		time.Sleep(10 * time.Minute)
		if _, states := in.got(); states[len(states)-1] != string(relay.Revoked) {
			t.Errorf("states %q", states)
		}
		w.Revoke(false)
		time.Sleep(2 * time.Minute)
		if _, states := in.got(); states[len(states)-1] != "connected" {
			t.Errorf("after it was given back: states %q", states)
		}
	})
}
