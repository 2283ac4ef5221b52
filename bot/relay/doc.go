// Package relay carries the help desk into a messenger and back: an escalation
// becomes a thread in which officers answer, and clerks of a front desk ask in
// threads of their own. It knows no messenger: an adapter such as package slack
// implements [Messenger] and hands what happens there to a [Receiver].
//
// The store is the truth. What comes in is an inbox row before it is answered,
// what goes out is an outbox entry that was committed with what it tells of;
// both are worked off in order and taken again after a crash, and nothing
// happens twice, because every message carries a key by which it is found.
package relay
