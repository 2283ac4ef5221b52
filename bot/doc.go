// Package bot decides what to say. It turns what is known of a conversation,
// one message and what the index found for it into an Outcome, and an Outcome
// into a Reply in the visitor's language. It does no I/O and reads no clock, so
// that a test or a replay gives the same Outcome every time.
package bot
