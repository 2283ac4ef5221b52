package desk

import "errors"

// What callers ask for with [errors.Is].
var (
	// ErrNotFound: there is no such thing, or it was erased, or the key to it
	// is wrong; which of these is not told.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the client_id was used for another text.
	ErrConflict = errors.New("client_id was used for another message")
	// ErrStale: the Conversation has changed since it was read.
	ErrStale = errors.New("the conversation has changed meanwhile")
	// ErrAnswered: the bot has answered the Message already.
	ErrAnswered = errors.New("the message is answered already")
	// ErrNotOwner: another one owns the Conversation or the Case.
	ErrNotOwner = errors.New("another one owns it")
	// ErrUnread: the visitor has written since what the officer has read.
	ErrUnread = errors.New("the visitor has written meanwhile")
	// ErrClosed: the Case is resolved.
	ErrClosed = errors.New("the case is resolved")
	// ErrNotAuthor: another one wrote the Message.
	ErrNotAuthor = errors.New("another one wrote it")
	// ErrWithdrawn: the Message was taken back.
	ErrWithdrawn = errors.New("the message was withdrawn")
	// ErrTooMany: a limit of attempts or messages is reached.
	ErrTooMany = errors.New("too many attempts")
)

// An InvalidError is input that cannot be taken; Field names which.
type InvalidError struct {
	Field  string
	Detail string // a sentence that says what to do, in English
}

func (e *InvalidError) Error() string { return e.Detail }
