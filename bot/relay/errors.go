package relay

import (
	"errors"
	"fmt"
	"time"
)

// ErrUnknown is that the connection ended, or time ran out, after a message may
// have been accepted. Before it is posted again it is looked for.
var ErrUnknown = errors.New("it is not known whether the message arrived")

// A LaterError is the messenger's wish to be left alone for a while.
type LaterError struct {
	After time.Duration // from now
}

func (e *LaterError) Error() string { return fmt.Sprintf("the messenger asks to wait %v", e.After) }

// A Reason says in a word why a messenger does not work.
type Reason string

// The Reasons.
const (
	Archived     Reason = "archived"       // the channel is
	NoChannel    Reason = "no-channel"     // there is none of that id, or it cannot be seen
	NotInChannel Reason = "not-in-channel" // we are not a member
	Revoked      Reason = "revoked"        // the token is, or the app was removed
	NoScope      Reason = "no-scope"       // the token may not do it
	Unreachable  Reason = "unreachable"    // no answer, or none that makes sense
	Silent       Reason = "silent"         // the socket says nothing any more
)

// A BlockedError is one that a person has to mend: nothing is lost, all waits.
type BlockedError struct {
	Reason  Reason
	Channel string // that alone is concerned; "" for all
	Detail  string // what the messenger said, for the log
}

func (e *BlockedError) Error() string {
	if e.Channel != "" {
		return fmt.Sprintf("channel %s: %s (%s)", e.Channel, e.Reason, e.Detail)
	}
	return fmt.Sprintf("%s (%s)", e.Reason, e.Detail)
}

// A RefusedError is one message that the messenger will never take, such as one
// that is too long, or one to be changed that is gone.
type RefusedError struct {
	Detail string // what the messenger said, for the log
}

func (e *RefusedError) Error() string { return "the messenger refuses the message: " + e.Detail }
