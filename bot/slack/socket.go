package slack

import (
	"context"
	"errors"
	"io"
	"log"
	"sync"
	"time"

	"github.com/slack-go/slack/socketmode"

	"payhelp/bot/relay"
)

// pingsWithin is how often slack-go looks whether Slack has pinged since it
// last looked: a socket that says nothing is given up after one to two minutes.
const pingsWithin = time.Minute

// refusedFor is how long is waited before Slack is asked again for a socket
// that it refused.
const refusedFor = time.Minute

// Run hands what Slack tells by Socket Mode to r until ctx ends. It connects
// again whenever a connection ends, is refused or falls silent. Without an app
// token it only says that events arrive, which they do at the Handler.
func (s *Slack) Run(ctx context.Context, r relay.Receiver) {
	if s.config.AppToken == "" {
		r.Connected()
		<-ctx.Done()
		return
	}
	for ctx.Err() == nil {
		err := s.connect(ctx, r)
		if ctx.Err() != nil {
			return
		}
		// slack-go ends where the token is refused; all else it tries again.
		s.config.Log.ErrorContext(ctx, "slack: socket refused", "err", err)
		r.Disconnected(reason(err))
		wait := time.NewTimer(refusedFor)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
		}
	}
}

// reason is why no socket could be had.
func reason(err error) relay.Reason {
	var blocked *relay.BlockedError
	if errors.As(failure(err, "", false), &blocked) {
		return blocked.Reason
	}
	return relay.Unreachable
}

// connect holds connections, one after another, until slack-go gives up.
func (s *Slack) connect(ctx context.Context, r relay.Receiver) error {
	if _, err := s.identity(ctx); err != nil {
		return err
	}
	options := []socketmode.Option{
		socketmode.OptionPingInterval(pingsWithin), socketmode.OptionReadLimit(mostBody), socketmode.OptionLog(log.New(io.Discard, "", 0)),
	}
	if s.config.Dialer != nil {
		options = append(options, socketmode.OptionDialer(s.config.Dialer))
	}
	client := socketmode.New(s.api, options...)
	var work sync.WaitGroup
	defer work.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	work.Go(func() { s.listen(ctx, client, r) })
	return client.RunContext(ctx)
}

// listen takes what slack-go tells of its connections.
func (s *Slack) listen(ctx context.Context, client *socketmode.Client, r relay.Receiver) {
	var acts sync.WaitGroup
	defer acts.Wait()
	greeted := true // by the connection before
	for {
		var e socketmode.Event
		select {
		case e = <-client.Events:
		case <-ctx.Done():
			return
		}
		switch e.Type {
		case socketmode.EventTypeConnected:
			if !greeted {
				r.Disconnected(relay.Silent)
			}
			greeted = false
		case socketmode.EventTypeHello:
			greeted = true
			r.Connected()
		case socketmode.EventTypeConnectionError, socketmode.EventTypeInvalidAuth:
			s.config.Log.WarnContext(ctx, "slack: no socket")
			r.Disconnected(relay.Unreachable)
		case socketmode.EventTypeErrorBadMessage:
			s.config.Log.ErrorContext(ctx, "slack: frame not understood")
		case socketmode.EventTypeEventsAPI: // one after another: their order is that of a thread
			s.take(ctx, client, e.Request, r)
		case socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand: // a person waits
			acts.Go(func() { s.take(ctx, client, e.Request, r) })
		}
	}
}

// take hands what a frame tells of to r, and tells Slack that it was taken. A
// frame that is not acknowledged comes again.
func (s *Slack) take(ctx context.Context, client *socketmode.Client, frame *socketmode.Request, r relay.Receiver) {
	me, err := s.identity(ctx)
	if err != nil {
		s.config.Log.ErrorContext(ctx, "slack: event not taken", "err", err)
		return
	}
	events, err := me.parse(frame.Type, frame.Payload)
	if err != nil { // it would be the same when it came again
		s.config.Log.ErrorContext(ctx, "slack: event not understood", "err", err)
	}
	var payload any
	for _, e := range events {
		response, err := r.Receive(ctx, e)
		if err != nil {
			s.config.Log.ErrorContext(ctx, "slack: event not taken", "kind", e.Kind, "err", err)
			return
		}
		payload = answer(e.Kind, response)
	}
	if err := client.AckCtx(ctx, frame.EnvelopeID, payload); err != nil {
		s.config.Log.ErrorContext(ctx, "slack: event not acknowledged", "err", err)
	}
}
